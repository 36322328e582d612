//! The page of each code: `docs/codes/<code>.md`, in the binary.

use limbeck_core::code::Code;

macro_rules! pages {
    ($($variant:ident = $name:literal,)*) => {
        /// Returns the page about `code`, as Markdown.
        pub(crate) fn page(code: Code) -> &'static str {
            match code {
                $(Code::$variant => include_str!(concat!("../../docs/codes/", $name, ".md")),)*
                // The compiler asks for it, for core may add codes; the test below finds those.
                _ => "",
            }
        }
    };
}

pages! {
    BadConfig = "bad-config",
    Unreadable = "unreadable",
    EmptyFolder = "empty-folder",
    StrayFile = "stray-file",
    NotUtf8 = "not-utf8",
    BadManifest = "bad-manifest",
    ManifestMissingFile = "manifest-missing-file",
    ManifestUnlistedFile = "manifest-unlisted-file",
    BadHeader = "bad-header",
    UnknownField = "unknown-field",
    BadId = "bad-id",
    ReservedId = "reserved-id",
    UnknownDirective = "unknown-directive",
    OutsideSection = "outside-section",
    DuplicateSection = "duplicate-section",
    EmptyUpgrade = "empty-upgrade",
    MissingDialect = "missing-dialect",
    MissingDowngrade = "missing-downgrade",
    Unterminated = "unterminated",
    TransactionControl = "transaction-control",
    SealedRemoved = "sealed-removed",
    SealedReparented = "sealed-reparented",
    SealedEdited = "sealed-edited",
    DuplicateRevision = "duplicate-revision",
    DuplicateLabel = "duplicate-label",
    SelfParent = "self-parent",
    UnknownParent = "unknown-parent",
    UnknownDependency = "unknown-dependency",
    Cycle = "cycle",
    RedundantParent = "redundant-parent",
    MultipleHeads = "multiple-heads",
    StaleSnapshot = "stale-snapshot",
    SyntaxError = "syntax-error",
    UnknownTable = "unknown-table",
    UnknownColumn = "unknown-column",
    UnknownIndex = "unknown-index",
    UnknownConstraint = "unknown-constraint",
    UnknownType = "unknown-type",
    UnknownObject = "unknown-object",
    AlreadyExists = "already-exists",
    StillUsed = "still-used",
    Refused = "refused",
    DowngradeFails = "downgrade-fails",
    DowngradeDiffers = "downgrade-differs",
    Opaque = "opaque",
    AssumeUnneeded = "assume-unneeded",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page_that_begins_with_its_name() {
        for &code in Code::ALL {
            let first = page(code).lines().next();
            assert_eq!(first, Some(format!("# {code}").as_str()), "page of {code}");
        }
    }
}
