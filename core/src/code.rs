//! The names of everything that limbeck can find wrong.

use std::fmt;

macro_rules! codes {
    ($($variant:ident = $name:literal: $summary:literal,)*) => {
        /// The name of one kind of finding.
        ///
        /// The name is the same everywhere: in messages, in `limbeck.toml`, in
        /// `docs/codes/<name>.md` and in `tests/ui/<name>/` (with underscores).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $summary] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the phases that find them.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// Returns the code's name, in kebab case.
            pub const fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// Returns what the code means, in one sentence.
            pub const fn summary(self) -> &'static str {
                match self { $(Code::$variant => $summary,)* }
            }
        }
    };
}

codes! {
    BadConfig = "bad-config": "`limbeck.toml` cannot be understood.",
    Unreadable = "unreadable": "A folder or a file cannot be read.",
    EmptyFolder = "empty-folder": "The folder holds no revision and no manifest.",
    StrayFile = "stray-file": "A file in the folder is no revision.",
    NotUtf8 = "not-utf8": "A file is not UTF-8 text.",
    BadManifest = "bad-manifest": "A line of `revisions.lock` cannot be understood.",
    ManifestMissingFile = "manifest-missing-file": "The manifest lists a file that is gone.",
    ManifestUnlistedFile = "manifest-unlisted-file": "The folder has a file that the manifest does not list.",
    BadHeader = "bad-header": "The header is missing, incomplete or contradicts itself.",
    UnknownField = "unknown-field": "A header field looks like a known one and is not.",
    BadId = "bad-id": "A name uses characters that ids cannot have.",
    ReservedId = "reserved-id": "A name is one that targets use for something else.",
    UnknownDirective = "unknown-directive": "A `-- migrate:` line is none that limbeck knows.",
    OutsideSection = "outside-section": "SQL stands before the first section.",
    DuplicateSection = "duplicate-section": "Two sections say the same direction for the same database.",
    EmptyUpgrade = "empty-upgrade": "A revision does nothing.",
    MissingDialect = "missing-dialect": "A revision says nothing about a database that is in use.",
    MissingDowngrade = "missing-downgrade": "A revision has no way back and does not say why.",
    Unterminated = "unterminated": "A string, comment, name or body never ends.",
    TransactionControl = "transaction-control": "A revision begins or ends transactions itself.",
    SealedRemoved = "sealed-removed": "A revision that has shipped is gone.",
    SealedReparented = "sealed-reparented": "A revision that has shipped got another parent or dependency.",
    SealedEdited = "sealed-edited": "A revision that has shipped does something else now.",
    DuplicateRevision = "duplicate-revision": "Two files have the same revision id.",
    DuplicateLabel = "duplicate-label": "A label is taken already.",
    SelfParent = "self-parent": "A revision names itself.",
    UnknownParent = "unknown-parent": "A parent does not exist.",
    UnknownDependency = "unknown-dependency": "A dependency does not exist.",
    Cycle = "cycle": "Revisions come after themselves.",
    RedundantParent = "redundant-parent": "A parent is an ancestor of another parent.",
    MultipleHeads = "multiple-heads": "The graph ends in several revisions.",
    StaleSnapshot = "stale-snapshot": "`schema.lock` does not belong to the sealed revisions.",
    SyntaxError = "syntax-error": "A statement is none that the database can read.",
    UnknownTable = "unknown-table": "A table, view or sequence does not exist at that point.",
    UnknownColumn = "unknown-column": "A column does not exist at that point.",
    UnknownIndex = "unknown-index": "An index does not exist at that point.",
    UnknownConstraint = "unknown-constraint": "A constraint does not exist at that point.",
    UnknownType = "unknown-type": "A type does not exist at that point.",
    UnknownObject = "unknown-object": "A schema, routine, trigger or the like does not exist at that point.",
    AlreadyExists = "already-exists": "Something is made that exists already.",
    StillUsed = "still-used": "Something is dropped that something else needs.",
    Refused = "refused": "The database refuses a statement whatever data it has.",
    DowngradeFails = "downgrade-fails": "A downgrade cannot run after its upgrade.",
    DowngradeDiffers = "downgrade-differs": "A downgrade does not lead back to the schema before its upgrade.",
    Opaque = "opaque": "A statement is not understood, so that less is known after it.",
    AssumeUnneeded = "assume-unneeded": "An `assume` stands before a statement that is understood without it.",
}

impl Code {
    /// Returns the code with exactly this name, if there is one.
    pub fn from_name(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// Whether `limbeck.toml` may turn the finding off, with a reason.
    ///
    /// The others are contradictions: no right answer would be left to give.
    pub const fn can_be_allowed(self) -> bool {
        matches!(
            self,
            Code::MultipleHeads
                | Code::RedundantParent
                | Code::DowngradeFails
                | Code::DowngradeDiffers
                | Code::Opaque
        )
    }

    /// Whether `-- migrate: allow` may turn the finding off for one statement.
    ///
    /// So it is with all that is read out of SQL: the author has the last word on it.
    pub const fn can_be_allowed_at_statement(self) -> bool {
        matches!(
            self,
            Code::SyntaxError
                | Code::UnknownTable
                | Code::UnknownColumn
                | Code::UnknownIndex
                | Code::UnknownConstraint
                | Code::UnknownType
                | Code::UnknownObject
                | Code::AlreadyExists
                | Code::StillUsed
                | Code::Refused
                | Code::DowngradeFails
                | Code::DowngradeDiffers
                | Code::Opaque
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
