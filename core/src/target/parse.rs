//! Reads a target's text, all of it.

use std::str::FromStr;

use super::error::{Malformed, TargetError};
use super::{Start, Target};

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Target, TargetError> {
        let malformed = |at: usize, what: Malformed| TargetError::Malformed {
            text: text.to_owned(),
            at,
            what,
        };
        if let Some(at) = text.find(':') {
            return Err(malformed(at, Malformed::Range));
        }
        let (branch, rest) = match text.split_once('@') {
            None => (None, text),
            Some(("", _)) => return Err(malformed(0, Malformed::NoBranch)),
            Some((branch, rest)) => {
                if let Some(at) = branch.find(['+', '-']) {
                    return Err(malformed(at, Malformed::LeftOver));
                }
                (Some(branch), rest)
            }
        };
        // Where the rest begins in the text, for the places of what is wrong in it.
        let offset = text.len() - rest.len();
        if let Some(at) = rest.find('@') {
            return Err(malformed(offset + at, Malformed::LeftOver));
        }
        let (symbol, walk) = match rest.find(['+', '-']) {
            None => (rest, None),
            Some(at) => {
                let (symbol, steps) = rest.split_at(at);
                let digits = &steps[1..];
                let rubbish = digits.find(|c: char| !c.is_ascii_digit());
                if digits.is_empty() || rubbish == Some(0) {
                    return Err(malformed(offset + at + 1, Malformed::NoNumber));
                }
                if let Some(rubbish) = rubbish {
                    return Err(malformed(offset + at + 1 + rubbish, Malformed::LeftOver));
                }
                // More steps than there can be revisions are too many, whatever their number.
                let steps_up = i64::from(digits.parse::<u32>().unwrap_or(u32::MAX));
                let down = steps.starts_with('-');
                (symbol, Some(if down { -steps_up } else { steps_up }))
            }
        };
        let start = match symbol {
            "" if walk.is_none() => return Err(malformed(text.len(), Malformed::Empty)),
            "" | "current" => Start::Current,
            "head" => Start::Head,
            "heads" => Start::Heads,
            "base" => Start::Base,
            name => Start::Name(name.into()),
        };
        Ok(Target {
            branch: branch.map(Into::into),
            start,
            walk,
        })
    }
}
