//! Which simulator a dialect has in this build.

use limbeck_core::Dialect;

use crate::simulator::Simulator;

/// Whether this build can read the SQL of `dialect`.
pub(crate) const fn has_reader(dialect: Dialect) -> bool {
    match dialect {
        Dialect::Postgres => cfg!(feature = "postgres"),
        Dialect::Sqlite => cfg!(feature = "sqlite"),
        Dialect::Mysql => cfg!(feature = "mysql"),
    }
}

/// Returns an empty schema of `dialect`, if this build can read its SQL.
pub(crate) fn simulator(dialect: Dialect) -> Option<Box<dyn Simulator>> {
    match dialect {
        #[cfg(feature = "postgres")]
        Dialect::Postgres => Some(Box::new(crate::model::Simulated::new(
            crate::postgres::Postgres::default(),
            crate::model::Rules::of(dialect),
        ))),
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => match crate::sqlite::Sqlite::new() {
            Ok(sqlite) => Some(Box::new(sqlite)),
            Err(_) => None,
        },
        #[cfg(feature = "mysql")]
        Dialect::Mysql => Some(Box::new(crate::model::Simulated::new(
            crate::mysql::Mysql::default(),
            crate::model::Rules::of(dialect),
        ))),
        #[allow(
            unreachable_patterns,
            reason = "with every feature on there is no other"
        )]
        _ => None,
    }
}
