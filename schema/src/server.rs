//! Which servers revisions must work on: a dialect and the oldest version in use.

use std::fmt;
use std::str::FromStr;

use limbeck_core::Dialect;
use limbeck_core::config::Config;

/// A server's version: its numbers, compared from the left, so that 9.6 is older than 13.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(Vec<u32>);

/// The text is no version: one to four numbers with dots between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadVersion(String);

impl fmt::Display for BadVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no server version", self.0)
    }
}

impl std::error::Error for BadVersion {}

impl FromStr for Version {
    type Err = BadVersion;

    fn from_str(text: &str) -> Result<Self, BadVersion> {
        let numbers: Result<Vec<u32>, _> = text.split('.').map(str::parse).collect();
        match numbers {
            Ok(mut numbers) if numbers.len() <= 4 => {
                // 13 and 13.0 are the same version.
                while numbers.len() > 1 && numbers.last() == Some(&0) {
                    numbers.pop();
                }
                Ok(Version(numbers))
            }
            _ => Err(BadVersion(text.to_owned())),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.0.iter().map(u32::to_string).collect();
        f.write_str(&numbers.join("."))
    }
}

/// A database that revisions must work on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its dialect.
    pub dialect: Dialect,
    /// The oldest version in use; `None` if it does not matter.
    pub oldest: Option<Version>,
}

impl Server {
    /// Returns the servers that the configuration names.
    ///
    /// # Errors
    ///
    /// [`BadVersion`] for the first version that cannot be read.
    pub fn configured(config: &Config) -> Result<Vec<Server>, BadVersion> {
        let named = config.dialects.iter().flatten();
        named
            .map(|(dialect, version)| {
                let oldest = match version.as_str() {
                    "any" => None,
                    version => Some(version.parse()?),
                };
                Ok(Server {
                    dialect: *dialect,
                    oldest,
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().expect("a version")
    }

    #[test]
    fn versions_compare_by_number_and_not_by_text() {
        assert!(version("9.6") < version("13"));
        assert!(version("3.9") < version("3.35"));
        assert!(version("8.0.19") > version("8.0.2"));
        assert_eq!(version("13"), version("13.0"));
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in ["", "x", "13.", "1.2.3.4.5", "-1"] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }

    #[test]
    fn configured_servers_have_their_oldest_version() {
        let config = Config {
            dialects: Some(vec![
                (Dialect::Postgres, "13".to_owned()),
                (Dialect::Sqlite, "any".to_owned()),
            ]),
            ..Config::default()
        };
        let servers = Server::configured(&config).expect("servers");
        assert_eq!(servers[0].oldest, Some(version("13")));
        assert_eq!(servers[1].oldest, None);
    }
}
