//! The commands: what both doors have, and what only the standalone binary has.

use clap::{Args, Parser, Subcommand};

use crate::args::Options;
use crate::commands::*;
use crate::context::Context;
use crate::exit::{Exit, Failure};

/// Database migrations as a revision graph.
#[derive(Debug, Parser)]
#[command(name = "limbeck", version, after_help = AFTERWORD)]
pub struct Limbeck {
    #[command(flatten)]
    pub(crate) options: Options,
    #[command(subcommand)]
    pub(crate) verb: Standalone,
}

const AFTERWORD: &str = "Exit codes: 0 done, 1 findings or something pending, 2 wrong usage, \
     3 the database, 4 anything else, 130 stopped\n\
     Logs: LIMBECK_LOG=info, or a filter such as LIMBECK_LOG=limbeck=debug, on standard error";

/// The commands for a binary of your own: flatten them into its arguments, or give them a
/// subcommand as in `app db upgrade`.
#[derive(Args, Debug)]
pub struct Command {
    #[command(flatten)]
    pub(crate) options: Options,
    // Boxed: it shares an enum with commands of the application's, which are small.
    #[command(subcommand)]
    pub(crate) verb: Box<Verb>,
}

/// What the standalone binary can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Standalone {
    /// Make a project here: the folder of revisions, its manifest and limbeck.toml.
    ///
    /// Also tells git how to treat them, in `.gitattributes`, and prints what to add to Cargo.toml
    /// and to your code. The databases are those of `--dialect`, else those whose features Cargo.toml
    /// names. What is there already stays as it is.
    Init(Init),
    /// Make revisions of another tool's migrations.
    ///
    /// Each becomes a file in the folder of revisions, in the other tool's order and with its
    /// version as the id. A down that does something becomes the downgrade; without one the
    /// revision is irreversible. The tool's directives are translated, a BEGIN and COMMIT around a
    /// whole file is left out, and whatever else is not as it was is told, as are files that are no
    /// migrations. The other tool's files stay as they are.
    Import(Import),
    #[command(flatten)]
    Verb(Verb),
    /// Print what makes your shell complete limbeck's arguments.
    ///
    /// For fish, for instance: `limbeck completions fish > ~/.config/fish/completions/limbeck.fish`.
    #[cfg(feature = "binary")]
    Completions(Completions),
    /// Print the manual page, or write one for each command.
    #[cfg(feature = "binary")]
    Man(Man),
}

/// What both doors can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Write a new revision, for you to fill in.
    ///
    /// It follows the head, or what `--head` names, and is written into the folder of revisions and
    /// listed in the manifest, if there is one. Until its sections are filled in, the macro and
    /// `check` say so.
    #[command(visible_aliases = ["add", "new", "generate"])]
    Revision(Revision),
    /// Write a revision that joins heads.
    ///
    /// The revision has the heads as its parents and runs nothing. It is written into the folder of
    /// revisions and listed in the manifest, if there is one. Revisions that are not filled in yet
    /// are no obstacle; other findings are.
    Merge(Merge),
    /// Open the files of revisions in your editor.
    ///
    /// The editor is $VISUAL, else $EDITOR, else `vi`; arguments after its name are heeded.
    /// `current` asks the database.
    Edit(Edit),
    /// Bring the database to a target, `head` unless you say otherwise.
    ///
    /// Applies what the target includes and is not applied yet; undoes nothing. A target is `head`,
    /// `heads`, an id, a label or the beginning of one, each with `+2` or `-1` after it, `+2` from
    /// where the database is, or one of these in a branch: `billing@head`.
    ///
    /// Ctrl-C stops it after the statement under way. With `--sql` it prints a script from `base`
    /// on, or from FROM in `FROM:TO`. With `LIMBECK_SKIP=1` in the environment or in `.env` it does
    /// nothing.
    #[command(visible_aliases = ["up", "run"])]
    Upgrade(Upgrade),
    /// Take revisions back, the last one unless you say otherwise.
    ///
    /// Undoes what follows the target and all that depends on it; `base` leaves nothing. Where that
    /// would lose data (a table is dropped that has rows, say) it asks first, and without a
    /// terminal it needs `--yes`. With `--sql` it prints a script and is told where that begins:
    /// `head:-1`, or `current:-1` to ask the database.
    #[command(visible_aliases = ["down", "revert", "undo"])]
    Downgrade(Downgrade),
    /// Take the last revisions back and apply them again.
    ///
    /// For the revision that is being written: it checks the way back, too. Data that is lost on
    /// the way back does not return, so that it asks first as `downgrade` does.
    Redo(Redo),
    /// Record that the database is at a target, without running anything.
    ///
    /// All that the target includes counts as applied then, and nothing that follows it; other
    /// branches stay as they are. For a database that was made in another way, and to accept a
    /// revision that was edited after it was applied. `--purge` forgets everything else, and asks
    /// first if it would forget something.
    Stamp(Stamp),
    /// Show where the database is.
    ///
    /// One line for each applied revision that no applied one follows, and for each that was cut
    /// off. `--verbose` adds when, by whom and how long.
    Current(Current),
    /// Show what is applied and what is pending.
    ///
    /// One line for each revision, oldest first: `+` applied, `-` pending, `~` cut off half way, `?`
    /// applied but unknown to these revisions; then its id and message, when it was applied, how
    /// long it took and by what program. The last line sums up.
    #[command(visible_aliases = ["info", "list"])]
    Status(Status),
    /// Show what an upgrade to all heads would apply; exit code 1 if there is something.
    Pending(Pending),
    /// Show the steps that lead to a target, without taking them.
    ///
    /// A target that begins with `-`, and `base`, mean a downgrade, as `--downgrade` does for every
    /// other. `--verbose` adds the statements and where they stand.
    Plan(Plan),
    /// Wait until the database answers.
    ///
    /// For a server that is still starting, or not to be found yet. A wrong password or a database
    /// that does not exist is no reason to wait. When the time is up the exit code is 3.
    Wait(Wait),
    /// Show what follows what, newest first.
    ///
    /// A line has the parents, in parentheses what the revision depends on, and after the arrow
    /// its id, labels, marks and message; with `-v` it is a block.
    History(History),
    /// Show a revision, with `-v` also its SQL.
    ///
    /// A target that means several revisions, such as `heads`, shows each of them; `current` asks
    /// the database.
    Show(Show),
    /// Draw the graph, newest first.
    ///
    /// In the terminal each line of revisions has its lane, as in `git log --graph`; what a revision
    /// depends on stands beside it. The other formats draw dependencies as dashed edges, `svg`
    /// writes them as the terminal does.
    Graph(Graph),
    /// Show the revisions that no other follows.
    ///
    /// A head that another revision depends on is marked so, and left out with
    /// `--resolve-dependencies`: a database with everything applied needs no word about it.
    Heads(Heads),
    /// Show the revisions that follow no other.
    Bases(Bases),
    /// Show the revisions that several others follow.
    Branches(Branches),
    /// Check the revisions as the macro does.
    ///
    /// Prints every finding, where the compiler stops after 20. It reads the same files with the
    /// same code as the macro and finds the same mistakes, provided that both know which databases
    /// are in use: see `--dialect`.
    ///
    /// What cannot work in the SQL is an error, and only errors make the exit code 1. Notes say where
    /// a statement was not understood, after which less is certain.
    Check(Check),
    /// Show the schema that the revisions make.
    ///
    /// Read from their SQL, without a database: after all of them, or after the target and what comes
    /// before it. Statements that were not understood may have made more.
    Schema(Schema),
    /// Prove that every downgrade takes back what its upgrade did.
    ///
    /// Takes each revision up, down and up again on an empty database that is made for it and gone
    /// afterwards: a temporary file, or a database on the PostgreSQL server that the URL names.
    /// What a downgrade leaves must be the schema that was there before; rows are not looked at.
    /// Irreversible revisions are only applied.
    Verify(Verify),
    /// Record that revisions have shipped, so that they cannot change any more.
    ///
    /// Every revision gets a line in the manifest with its parents, what it depends on, and its
    /// checksum for each database in use. To edit, remove or re-parent it is a compile error from
    /// then on. Seals that are there stay as they are; a database that came into use later is
    /// added to them. The revisions must be without errors. What the sealed revisions make of a
    /// database goes into `schema.lock`, so that their SQL is not read again each time.
    ///
    /// `--since` compares with a commit instead, for those who do not keep seals: in CI,
    /// `seal --since origin/main` says whether the branch changed what main has.
    Seal(Seal),
    /// Write the manifest anew: which files the folder has.
    ///
    /// The manifest `revisions.lock` lists the folder's `.sql` files, which is how cargo notices
    /// that one was added or removed, and keeps the seals. A damaged manifest, or one with the
    /// marks of a merge conflict, is mended: seals that can be read stay, and what had to go is
    /// printed.
    Manifest(Manifest),
    /// Explain a finding by its code.
    ///
    /// The code stands in brackets in the first line of a finding, such as `unknown-parent`.
    /// Without one, every code is listed.
    Explain(Explain),
}

impl Standalone {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        match self {
            Standalone::Init(command) => command.run(context),
            Standalone::Import(command) => command.run(context),
            Standalone::Verb(verb) => verb.run(context),
            #[cfg(feature = "binary")]
            Standalone::Completions(command) => command.run(context),
            #[cfg(feature = "binary")]
            Standalone::Man(command) => command.run(context),
        }
    }
}

impl Verb {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        match self {
            Verb::Revision(command) => command.run(context),
            Verb::Merge(command) => command.run(context),
            Verb::Edit(command) => command.run(context),
            Verb::Upgrade(command) => command.run(context),
            Verb::Downgrade(command) => command.run(context),
            Verb::Redo(command) => command.run(context),
            Verb::Stamp(command) => command.run(context),
            Verb::Current(command) => command.run(context),
            Verb::Status(command) => command.run(context),
            Verb::Pending(command) => command.run(context),
            Verb::Plan(command) => command.run(context),
            Verb::Wait(command) => command.run(context),
            Verb::History(command) => command.run(context),
            Verb::Show(command) => command.run(context),
            Verb::Graph(command) => command.run(context),
            Verb::Heads(command) => command.run(context),
            Verb::Bases(command) => command.run(context),
            Verb::Branches(command) => command.run(context),
            Verb::Check(command) => command.run(context),
            Verb::Schema(command) => command.run(context),
            Verb::Verify(command) => command.run(context),
            Verb::Seal(command) => command.run(context),
            Verb::Manifest(command) => command.run(context),
            Verb::Explain(command) => command.run(context),
        }
    }
}
