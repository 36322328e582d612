//! How a revision file that limbeck writes looks: its name and its text.

use std::fmt::Write;

use limbeck_core::Dialect;
use limbeck_core::header::parse_header;
use limbeck_core::source::{SourceFile, Sources};

use crate::clock::Moment;
use crate::exit::Failure;

/// A revision to be written.
#[derive(Debug)]
pub(crate) struct RevisionText<'a> {
    /// Its id.
    pub(crate) id: &'a str,
    /// The revisions it follows, in the order of the header; none for a base.
    pub(crate) parents: &'a [&'a str],
    /// What must be applied before it, as the header names it.
    pub(crate) depends_on: &'a [String],
    /// The names of the line that begins here.
    pub(crate) labels: &'a [String],
    /// The message, in as many lines as it came.
    pub(crate) message: &'a str,
    /// When, if that is known.
    pub(crate) created: Option<Moment>,
    /// Why there is no downgrade, if there is none.
    pub(crate) irreversible: Option<&'a str>,
    /// What follows the header.
    pub(crate) body: &'a str,
}

impl RevisionText<'_> {
    /// Returns the file's text, provided that it says what it should when it is read back: a
    /// message can look like a field.
    pub(crate) fn render(&self) -> Result<String, Failure> {
        let message = self.message.split_whitespace().collect::<Vec<_>>();
        let message = message.join(" ");
        if message.is_empty() {
            return Err(Failure::usage("the message is empty").help("say what the revision is for"));
        }
        let text = format!("{}\n{}", self.header(&message), self.body);
        if !self.is_read_back(&message, &text) {
            let message = format!("the message would be read as something else: `{message}`");
            return Err(Failure::usage(message)
                .help("it looks like a header field or a directive; begin with another word"));
        }
        Ok(text)
    }

    fn header(&self, message: &str) -> String {
        let parents = match self.parents {
            [] => "base".to_owned(),
            parents => parents.join(", "),
        };
        let fields = [
            ("revision:", self.id.to_owned()),
            ("parent:", parents),
            ("depends on:", self.depends_on.join(", ")),
            ("labels:", self.labels.join(", ")),
            (
                "created:",
                self.created.map_or_else(String::new, |at| at.to_string()),
            ),
            (
                "irreversible:",
                self.irreversible.unwrap_or_default().to_owned(),
            ),
        ];
        let said = || fields.iter().filter(|(_, value)| !value.is_empty());
        let width = said().map(|(key, _)| key.len()).max().unwrap_or_default();
        let mut header = format!("-- {message}\n--\n");
        for (key, value) in said() {
            // To a `String`, which takes everything.
            let _ = writeln!(header, "-- {key:width$} {value}");
        }
        header
    }

    fn is_read_back(&self, message: &str, text: &str) -> bool {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile {
            path: String::new(),
            location: Default::default(),
            text: String::new(),
        });
        parse_header(file, text).is_ok_and(|header| {
            let names = |names: &[_]| names.iter().map(name).collect::<Vec<_>>();
            header.message == message
                && header.revision.text == self.id
                && header
                    .irreversible
                    .as_ref()
                    .map(|reason| reason.text.as_str())
                    == self.irreversible
                && names(&header.parents) == self.parents
                && names(&header.depends_on) == self.depends_on
                && names(&header.labels) == self.labels
        })
    }
}

fn name(name: &limbeck_core::header::Name) -> String {
    name.text.clone()
}

/// The sections of a merge, which has nothing to run.
pub(crate) const MERGE_BODY: &str = "-- migrate: upgrade\n\n-- migrate: downgrade\n";

/// Returns sections for the author to fill in: one for each of `dialects`, and a plain one for all
/// other databases if there are any.
pub(crate) fn template(dialects: &[Dialect], has_others: bool) -> String {
    let mut names: Vec<String> = dialects.iter().map(|one| format!(" {one}")).collect();
    if has_others {
        names.push(String::new());
    }
    let mut body = String::new();
    for (direction, advice) in [("upgrade", UPGRADE), ("downgrade", DOWNGRADE)] {
        for (place, name) in names.iter().enumerate() {
            let advice = if place == 0 { advice } else { "" };
            let gap = if body.is_empty() { "" } else { "\n" };
            body += &format!("{gap}-- migrate: {direction}{name}\n{advice}");
        }
    }
    body
}

const UPGRADE: &str = "\
-- Write the statements here, each ended by a semicolon. They run in one transaction with the record
-- of this revision, unless the line above ends in `no-transaction`. A section for one database only
-- has its name in that line, as in `upgrade postgres`.
";

const DOWNGRADE: &str = "\
-- Write here what undoes the statements above. If nothing can, remove this section, and say why in
-- the header: `irreversible: <reason>`.
";

/// Returns `text` as file names have it: lower-case ASCII letters and digits, the rest one `_`;
/// `revision` if nothing is left.
pub(crate) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        let joined = slug.len() + usize::from(!slug.is_empty()) + word.len();
        if joined > MAX_SLUG_LENGTH && !slug.is_empty() {
            break;
        }
        if !slug.is_empty() {
            slug.push('_');
        }
        let room = MAX_SLUG_LENGTH - slug.len();
        slug.extend(word.chars().take(room).map(|c| c.to_ascii_lowercase()));
    }
    if slug.is_empty() {
        slug.push_str("revision");
    }
    slug
}

/// In bytes. File systems end names at 255, people's patience earlier.
const MAX_SLUG_LENGTH: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_words_joined_by_underscores() {
        assert_eq!(slug("Merge: users & Orders!"), "merge_users_orders");
        assert_eq!(slug("żółw"), "w");
        assert_eq!(slug("—"), "revision");
    }

    #[test]
    fn a_slug_ends_with_a_whole_word() {
        let long = "a message that goes on for longer than a name of a file should be";
        assert_eq!(
            slug(long),
            "a_message_that_goes_on_for_longer_than_a_name_of_a"
        );
        assert_eq!(slug(&"x".repeat(300)).len(), MAX_SLUG_LENGTH);
    }
}
