#![doc = include_str!("../README.md")]

pub use limbeck_core::target::TargetError;
pub use limbeck_core::{Dialect, Direction};
/// Compiles a folder of revisions into a [`Migrations`].
///
/// The folder is relative to the crate's `Cargo.toml`; without argument it is the one that
/// `limbeck.toml` names, `migrations` unless it says otherwise.
///
/// ```ignore
/// static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("migrations");
/// ```
///
/// A folder that is no history is a compile error for each mistake, with the place in the file and
/// what to do. Every file that was read is watched: cargo rebuilds when one changes. New files are
/// noticed through the manifest `revisions.lock`, which `limbeck manifest` keeps.
pub use limbeck_macros::migrations;

pub use self::error::{Error, ErrorKind};
pub use self::event::{Event, Observer};
pub use self::migrations::Migrations;
pub use self::migrator::Migrator;
pub use self::options::Ahead;
pub use self::report::{Report, ReportedStep};
pub use self::session::Connect;
pub use self::stop::StopSignal;
pub use self::view::{AppliedRevision, HistoryEntry, PlannedStamp, PlannedStep};

mod clock;
mod error;
mod event;
mod execute;
mod migrations;
mod migrator;
mod options;
mod quote;
mod report;
mod run;
mod script;
mod session;
mod stale;
mod state;
mod stop;
mod table;
mod view;

/// Not public API. Used by generated code and by limbeck's own command line.
#[doc(hidden)]
pub mod __private {
    use limbeck_core::packed::Packed;

    use crate::Migrations;

    /// What a macro emits for a folder that compiles.
    pub const fn migrations(
        text: &'static str,
        table: &'static [u8],
        folder: Option<&'static str>,
        applied_by: &'static str,
    ) -> Migrations {
        Migrations::new(Packed::new(text, table), folder, applied_by)
    }

    /// What a history is made of, for the command line.
    pub const fn packed(migrations: &Migrations) -> Packed {
        migrations.packed()
    }

    /// What a macro emits beside its errors, so that one mistake gives one error.
    pub const fn empty() -> Migrations {
        Migrations::empty()
    }
}
