//! One spelling for texts that mean the same: what is compared is never the text as it was written.

use squawk_syntax::SyntaxKind::{
    CAST_EXPR, DOLLAR_QUOTED_STRING, ESC_STRING, IDENT, PAREN_EXPR, STRING,
};
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxElement, SyntaxNode, SyntaxToken};

use super::precedence;

/// Returns the text of a node in one spelling: words in lower case, one blank between tokens, no
/// comments, no casts, and no parentheses that change nothing.
///
/// This is coarse on purpose: two texts that mean the same should be equal, even if a few that do
/// not are equal as well.
pub(super) fn text(node: &SyntaxNode) -> String {
    let mut out = String::new();
    append(node, &mut out);
    out
}

/// Returns the text of what stands in `node` and is none of `without`.
pub(super) fn text_without(node: &SyntaxNode, without: &[SyntaxNode]) -> String {
    let mut out = String::new();
    for element in node.children_with_tokens() {
        match element {
            SyntaxElement::Node(child) if without.contains(&child) => {}
            SyntaxElement::Node(child) => append(&child, &mut out),
            SyntaxElement::Token(token) => push(&token, &mut out),
        }
    }
    out
}

/// Returns the text of a default; `None` for `NULL`, which is the same as none.
pub(super) fn default(expression: &ast::Expr) -> Option<String> {
    let text = text(expression.syntax());
    (text != "null").then_some(text)
}

fn append(node: &SyntaxNode, out: &mut String) {
    match node.kind() {
        CAST_EXPR => {
            // A type's name before a string (`interval '1 day'`) says as little as a cast.
            let cast = ast::CastExpr::cast(node.clone());
            let inner = cast.and_then(|cast| {
                let expression = cast.expr().map(|it| it.syntax().clone());
                expression.or_else(|| cast.literal().map(|it| it.syntax().clone()))
            });
            match inner {
                Some(inner) => append_cast(&inner, out),
                None => append_children(node, out),
            }
        }
        PAREN_EXPR => {
            let parentheses = ast::ParenExpr::cast(node.clone());
            let unneeded = parentheses.filter(|it| !precedence::is_needed(it));
            match unneeded.and_then(|it| it.expr()) {
                Some(inner) => append(inner.syntax(), out),
                None => append_children(node, out),
            }
        }
        _ => append_children(node, out),
    }
}

/// `'-1'::integer` is what the database makes of `-1`.
fn append_cast(inner: &SyntaxNode, out: &mut String) {
    let mut text = String::new();
    append(inner, &mut text);
    let number = text
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
        .filter(|number| number.parse::<f64>().is_ok());
    match number.map(|number| (number.strip_prefix('-'), number)) {
        Some((Some(positive), _)) => {
            word("-", out);
            word(positive, out);
        }
        Some((None, number)) => word(number, out),
        None => word(&text, out),
    }
}

fn append_children(node: &SyntaxNode, out: &mut String) {
    for element in node.children_with_tokens() {
        match element {
            SyntaxElement::Node(child) => append(&child, out),
            SyntaxElement::Token(token) => push(&token, out),
        }
    }
}

fn push(token: &SyntaxToken, out: &mut String) {
    let kind = token.kind();
    if kind.is_trivia() {
        return;
    }
    let text = token.text();
    match kind {
        STRING | ESC_STRING | DOLLAR_QUOTED_STRING => word(text, out),
        IDENT if text.starts_with('"') => {
            let inner = text.trim_matches('"');
            if is_plain(inner) {
                word(inner, out);
            } else {
                word(text, out);
            }
        }
        _ if text == "!=" => word("<>", out),
        _ => word(&text.to_ascii_lowercase(), out),
    }
}

/// Whether a quoted name is the same without its quotes.
fn is_plain(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|byte| byte.is_ascii_lowercase() || byte == b'_')
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn word(text: &str, out: &mut String) {
    if !out.is_empty() && !text.is_empty() {
        out.push(' ');
    }
    out.push_str(text);
}
