//! Where does a quoted construct or a comment end?
//!
//! Every function takes offsets into the text and looks at each byte once. All the bytes that are
//! looked for are ASCII, so an end that is found is a character boundary; an end that is not found
//! is the end of the text.

/// Where a construct ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// The byte offset just past the construct.
    pub(super) at: usize,
    /// Whether the construct was closed; if not, `at` is the end of the text.
    pub(super) closed: bool,
}

impl End {
    fn closed(at: usize) -> End {
        End { at, closed: true }
    }

    fn open(text: &str) -> End {
        End {
            at: text.len(),
            closed: false,
        }
    }
}

/// Ends a quote in which only the doubled quote stands for itself; `from` is past the opening one.
pub(super) fn doubled(text: &str, from: usize, quote: u8) -> End {
    let mut from = from;
    while let Some(found) = find(text, from, quote) {
        if text.as_bytes().get(found + 1) != Some(&quote) {
            return End::closed(found + 1);
        }
        from = found + 2;
    }
    End::open(text)
}

/// Ends a quote in which a backslash hides the next character and the doubled quote stands for
/// itself; `from` is past the opening one.
pub(super) fn escaped(text: &str, from: usize, quote: u8) -> End {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte == b'\\' {
            // The byte behind may begin a longer character; its other bytes are never ASCII.
            at += 2;
        } else if byte != quote {
            at += 1;
        } else if bytes.get(at + 1) == Some(&quote) {
            at += 2;
        } else {
            return End::closed(at + 1);
        }
    }
    End::open(text)
}

/// Ends SQLite's `[name]`, in which nothing stands for the closing bracket.
pub(super) fn bracketed(text: &str, from: usize) -> End {
    match find(text, from, b']') {
        Some(found) => End::closed(found + 1),
        None => End::open(text),
    }
}

/// Returns the offset past the tag `$...$` that opens a dollar quote at `start`, if there is one.
///
/// A tag is empty or a name without `$` (PostgreSQL manual, 4.1.2.4; MySQL 9 has the same for
/// routines in JavaScript).
pub(super) fn dollar_tag(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    if bytes.get(at)?.is_ascii_digit() {
        return None;
    }
    loop {
        match *bytes.get(at)? {
            b'$' => return Some(at + 1),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | 0x80.. => at += 1,
            _ => return None,
        }
    }
}

/// Ends a dollar quote whose opening tag lies from `start` to `body`.
pub(super) fn dollar_body(text: &str, start: usize, body: usize) -> End {
    let (tag, mut from) = (&text[start..body], body);
    // A tag has no `$` inside, so no two comparisons look at the same bytes twice.
    while let Some(found) = find(text, from, b'$') {
        if text.as_bytes()[found..].starts_with(tag.as_bytes()) {
            return End::closed(found + tag.len());
        }
        from = found + 1;
    }
    End::open(text)
}

/// Ends the block comment that opens at `start`; comments inside it count up to `levels` deep, the
/// outer one included.
pub(super) fn block_comment(text: &str, start: usize, levels: usize) -> End {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (start + 2, 1);
    while at + 1 < bytes.len() {
        match bytes[at] {
            b'*' if bytes[at + 1] == b'/' => {
                at += 2;
                depth -= 1;
                if depth == 0 {
                    return End::closed(at);
                }
            }
            b'/' if bytes[at + 1] == b'*' && depth < levels => {
                at += 2;
                depth += 1;
            }
            _ => at += 1,
        }
    }
    End::open(text)
}

/// Returns the end of the line comment that starts at `start`, before the line break.
///
/// PostgreSQL also ends it at a carriage return on its own, the others only at a line feed.
pub(super) fn line_comment(text: &str, start: usize, carriage_return_ends: bool) -> usize {
    if !carriage_return_ends {
        return find(text, start, b'\n').unwrap_or(text.len());
    }
    let bytes = text.as_bytes();
    let mut at = start;
    while at < bytes.len() && !matches!(bytes[at], b'\r' | b'\n') {
        at += 1;
    }
    at
}

/// Counts the line feeds in the bytes from `from` to `to`.
pub(super) fn newlines(text: &str, from: usize, to: usize) -> u32 {
    // Cut first: a search beyond `to` would go over one long line again for each of its statements.
    let part = &text[from..to];
    let (mut count, mut from) = (0u32, 0);
    while let Some(found) = find(part, from, b'\n') {
        count = count.saturating_add(1);
        from = found + 1;
    }
    count
}

/// Finds an ASCII byte at or after `from`, which is a character boundary or past the end.
pub(super) fn find(text: &str, from: usize, byte: u8) -> Option<usize> {
    // `str::find` is compiled with the standard library, so it is fast in unoptimised builds too.
    Some(from + text.get(from..)?.find(char::from(byte))?)
}
