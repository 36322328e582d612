//! The time: the only place that asks for it.

use std::fmt;

use time::{Date, Month, OffsetDateTime, Time};

/// A second, in UTC.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment(OffsetDateTime);

impl Moment {
    pub(crate) fn now() -> Moment {
        Moment(OffsetDateTime::now_utc())
    }

    /// Reads the moment that a name begins with, as [`Moment::digits`] writes it; of a name in
    /// digits only, and of our time only: others are counters.
    pub(crate) fn from_digits(name: &str) -> Option<Moment> {
        let digits = name.get(..14)?;
        if !name.bytes().all(|byte| byte.is_ascii_digit()) || !digits.starts_with(['1', '2']) {
            return None;
        }
        let part = |from: usize| digits.get(from..from + 2)?.parse::<u8>().ok();
        let year = i32::from(part(0)?) * 100 + i32::from(part(2)?);
        let month = Month::try_from(part(4)?).ok()?;
        let date = Date::from_calendar_date(year, month, part(6)?).ok()?;
        let time = Time::from_hms(part(8)?, part(10)?, part(12)?).ok()?;
        Some(Moment(OffsetDateTime::new_utc(date, time)))
    }

    /// Returns the moment as file names begin: `20241201102000`.
    pub(crate) fn digits(self) -> String {
        let (year, month, day) = self.0.to_calendar_date();
        let (hour, minute, second) = self.0.to_hms();
        let month = u8::from(month);
        format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}")
    }
}

/// As headers have it (RFC 3339): `2024-12-01T10:20:00Z`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        let (hour, minute, second) = self.0.to_hms();
        let month = u8::from(month);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_both_forms() {
        let moment = Moment(OffsetDateTime::UNIX_EPOCH + time::Duration::seconds(1_733_048_405));
        assert_eq!(moment.digits(), "20241201102005");
        assert_eq!(moment.to_string(), "2024-12-01T10:20:05Z");
    }
}
