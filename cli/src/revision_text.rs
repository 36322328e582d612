//! How a revision file that limbeck writes looks: its name and its text.

use limbeck_core::header::parse_header;
use limbeck_core::source::{SourceFile, Sources};

use crate::clock::Moment;
use crate::exit::Failure;

/// A revision that joins heads.
#[derive(Debug)]
pub(crate) struct Merge<'a> {
    /// Its id.
    pub(crate) id: &'a str,
    /// The heads, in the order of the header.
    pub(crate) parents: &'a [&'a str],
    /// The message; by default it names the parents.
    pub(crate) message: Option<&'a str>,
    /// When.
    pub(crate) created: Moment,
}

impl Merge<'_> {
    /// Returns `<YYYYMMDDHHMMSS>_<slug>.sql`.
    pub(crate) fn file_name(&self) -> String {
        let slug = match slug(&self.message()) {
            slug if slug.is_empty() => "merge".to_owned(),
            slug => slug,
        };
        format!("{}_{slug}.sql", self.created.digits())
    }

    /// Returns the file's text, provided that it says what it should when it is read back: a
    /// message can look like a field.
    pub(crate) fn render(&self) -> Result<String, Failure> {
        let message = self.message();
        if message.is_empty() {
            return Err(Failure::usage("the message is empty").help("say what the merge is for"));
        }
        let (id, parents, created) = (self.id, self.parents.join(", "), self.created);
        let text = format!(
            "-- {message}\n--\n-- revision: {id}\n-- parent:   {parents}\n-- created:  {created}\n\n-- migrate: upgrade\n\n-- migrate: downgrade\n"
        );
        let mut sources = Sources::default();
        let file = sources.add(SourceFile {
            path: String::new(),
            location: Default::default(),
            text: String::new(),
        });
        let header = parse_header(file, &text);
        let right = header.is_ok_and(|header| {
            let parents = header.parents.iter().map(|name| name.text.as_str());
            header.message == message
                && header.revision.text == id
                && parents.eq(self.parents.iter().copied())
        });
        if !right {
            let message = format!("the message would be read as something else: `{message}`");
            return Err(Failure::usage(message)
                .help("it looks like a header field or a directive; begin with another word"));
        }
        Ok(text)
    }

    /// The message in one line.
    fn message(&self) -> String {
        match self.message {
            Some(message) => message.split_whitespace().collect::<Vec<_>>().join(" "),
            None => format!("Merge {}", self.parents.join(" and ")),
        }
    }
}

/// Returns `text` as file names have it: lower-case ASCII letters and digits, the rest one `_`.
fn slug(text: &str) -> String {
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
        assert_eq!(slug("—"), "");
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
