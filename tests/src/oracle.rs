//! Alembic's recorded answers, and what Limbeck makes of the same cases.
//!
//! ```text
//! FILE --case--> Case --answer--> Answer            what Limbeck says
//!                  |  --recorded--> Answer          what Alembic said
//!                  |  --ideal--> Answer             what is right, by the graph's own definition
//!                  v
//! judge: a match case by Alembic's answer, a beat case and a departure by what is right
//! ```

mod answer;
mod case;
mod departures;
mod errors;
mod ideal;
mod judge;
mod offline;
mod recorded;
mod tally;
mod words;
mod world;

pub use case::{Case, read};
pub use judge::{Verdict, judge};
pub use tally::Tally;
