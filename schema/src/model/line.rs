//! Lines of a snapshot: a word, then `key=value` fields between tabs.

use std::borrow::Cow;

/// A line that is being written.
#[derive(Debug)]
pub(super) struct Line(String);

impl Line {
    pub(super) fn new(word: &str) -> Self {
        Line(word.to_owned())
    }

    /// Adds a field with a text.
    pub(super) fn put(&mut self, key: &str, value: &str) {
        self.key(key);
        self.0.push('=');
        escape(value, false, &mut self.0);
    }

    /// Adds a field if there is a text.
    pub(super) fn put_some(&mut self, key: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    /// Adds a field if its text is not empty.
    pub(super) fn put_filled(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.put(key, value);
        }
    }

    /// Adds a field without a text.
    pub(super) fn flag(&mut self, key: &str, is_set: bool) {
        if is_set {
            self.key(key);
        }
    }

    /// Adds a field with a list, unless that is empty.
    pub(super) fn list<'a>(&mut self, key: &str, values: impl IntoIterator<Item = &'a str>) {
        let mut values = values.into_iter();
        let Some(first) = values.next() else { return };
        self.key(key);
        self.0.push('=');
        escape(first, true, &mut self.0);
        for value in values {
            self.0.push(',');
            escape(value, true, &mut self.0);
        }
    }

    fn key(&mut self, key: &str) {
        self.0.push('\t');
        self.0.push_str(key);
    }

    pub(super) fn end(self) -> String {
        self.0
    }
}

fn escape(text: &str, in_list: bool, out: &mut String) {
    for char in text.chars() {
        match char {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            ',' if in_list => out.push_str("\\,"),
            char => out.push(char),
        }
    }
}

/// A line that was read.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    /// Its first word.
    pub(super) word: &'a str,
    fields: Vec<(&'a str, &'a str)>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(line: &'a str) -> Self {
        let mut parts = line.split('\t');
        let word = parts.next().unwrap_or_default();
        let fields = parts.map(|part| part.split_once('=').unwrap_or((part, "")));
        Fields {
            word,
            fields: fields.collect(),
        }
    }

    fn raw(&self, key: &str) -> Option<&'a str> {
        let mut fields = self.fields.iter();
        fields
            .find(|(known, _)| *known == key)
            .map(|(_, value)| *value)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.raw(key).is_some()
    }

    pub(super) fn get(&self, key: &str) -> Option<String> {
        self.raw(key).map(|value| unescape(value).into_owned())
    }

    /// Returns a text that is empty where there is none.
    pub(super) fn text(&self, key: &str) -> String {
        self.get(key).unwrap_or_default()
    }

    /// Returns a list, which is empty where there is none.
    pub(super) fn list(&self, key: &str) -> Vec<String> {
        let Some(value) = self.raw(key) else {
            return Vec::new();
        };
        let mut items = vec![String::new()];
        let mut chars = value.chars();
        while let Some(char) = chars.next() {
            let char = match char {
                ',' => {
                    items.push(String::new());
                    continue;
                }
                '\\' => escaped(chars.next()),
                char => char,
            };
            if let Some(last) = items.last_mut() {
                last.push(char);
            }
        }
        items
    }

    /// Returns a list of pairs.
    pub(super) fn pairs(&self, key: &str) -> impl Iterator<Item = (String, String)> + use<> {
        let mut items = self.list(key).into_iter();
        std::iter::from_fn(move || Some((items.next()?, items.next()?)))
    }
}

fn unescape(value: &str) -> Cow<'_, str> {
    if !value.contains('\\') {
        return Cow::Borrowed(value);
    }
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(char) = chars.next() {
        text.push(match char {
            '\\' => escaped(chars.next()),
            char => char,
        });
    }
    Cow::Owned(text)
}

/// Returns what a character behind a backslash stands for.
fn escaped(char: Option<char>) -> char {
    match char {
        Some('t') => '\t',
        Some('n') => '\n',
        Some('r') => '\r',
        Some(char) => char,
        None => '\\',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut line = Line::new("table");
        line.put("text", "a\tb\\n,c\nd=e\r");
        line.flag("sure", true);
        line.flag("open", false);
        line.list("names", ["a,b", "", "c\\"]);
        line.list("none", []);
        line.put_filled("empty", "");
        let line = line.end();
        assert!(!line.contains('\n'));
        let fields = Fields::of(&line);
        assert_eq!(fields.word, "table");
        assert_eq!(fields.text("text"), "a\tb\\n,c\nd=e\r");
        assert!(fields.has("sure") && !fields.has("open") && !fields.has("empty"));
        assert_eq!(fields.list("names"), ["a,b", "", "c\\"]);
        assert!(fields.list("none").is_empty());
    }
}
