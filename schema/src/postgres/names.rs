//! Names and places: what a node is called, and where in the file it stands.

use std::ops::Range;

use rowan::TextRange;
use squawk_syntax::SyntaxKind::{IDENT, NAME_REF, PATH, PATH_REF};
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxNode, SyntaxToken};

use crate::effect::{Located, Name, Path};

/// PostgreSQL cuts names to this many bytes.
const LONGEST: usize = 63;

/// Where the text that a tree was made of stands in the file: a statement, the body of a function
/// inside a statement, or a string that is executed inside a body.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    map: &'a dyn Fn(TextRange) -> Range<usize>,
}

impl<'a> Place<'a> {
    /// A place whose ranges are what `map` makes of those of the tree.
    pub(super) fn new(map: &'a dyn Fn(TextRange) -> Range<usize>) -> Self {
        Place { map }
    }

    /// Returns where in the file a range of the tree stands.
    pub(super) fn range(self, range: TextRange) -> Range<usize> {
        (self.map)(range)
    }

    /// Returns where in the file a node stands.
    pub(super) fn of(self, node: &SyntaxNode) -> Range<usize> {
        self.range(node.text_range())
    }

    /// Returns `value` with the place of `node`.
    pub(super) fn at<T>(self, node: &SyntaxNode, value: T) -> Located<T> {
        Located {
            at: self.of(node),
            value,
        }
    }

    /// Returns the name that `node` is, with its place.
    pub(super) fn name(self, node: &impl AstNode) -> Located<Name> {
        self.at(node.syntax(), name(node))
    }
}

/// Returns the name that a node is, as the database keeps it; empty in a tree with holes.
pub(super) fn name(node: &impl AstNode) -> Name {
    name_of(node.syntax())
}

/// Returns the name that an untyped node is.
pub(super) fn name_of(node: &SyntaxNode) -> Name {
    cut(ast::normalize_name_node(node))
}

/// Cuts a name to the length that the database keeps.
pub(super) fn cut(mut name: String) -> Name {
    if name.len() > LONGEST {
        let mut end = LONGEST;
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        name.truncate(end);
    }
    name
}

/// Returns the qualified name that stands first in `node`; `None` in a tree with holes.
///
/// Of `database.schema.name` the database is left out: it can only be the one that is connected.
pub(super) fn path(node: &impl AstNode) -> Option<Path> {
    let (mut names, _) = segments(node.syntax())?;
    let name = names.pop()?;
    Some(Path {
        schema: names.pop(),
        name,
    })
}

/// Returns the qualified column that stands first in `node`: its table, if given, and its name.
pub(super) fn column_path(node: &impl AstNode) -> Option<(Option<Path>, Name)> {
    let (mut names, _) = segments(node.syntax())?;
    let column = names.pop()?;
    let table = names.pop().map(|name| Path {
        schema: names.pop(),
        name,
    });
    Some((table, column))
}

/// The names of a path from the left, and the path's node.
fn segments(node: &SyntaxNode) -> Option<(Vec<Name>, SyntaxNode)> {
    let top = node
        .descendants()
        .find(|node| matches!(node.kind(), PATH | PATH_REF))?;
    let mut names = Vec::new();
    let mut next = Some(top.clone());
    while let Some(node) = next {
        let (segment, qualifier) = if let Some(path) = ast::Path::cast(node.clone()) {
            (path.segment().map(|it| name(&it)), path.qualifier())
        } else {
            let path = ast::PathRef::cast(node)?;
            (path.segment().map(|it| name(&it)), path.qualifier())
        };
        names.push(segment.filter(|name| !name.is_empty())?);
        next = qualifier.map(|it| it.syntax().clone());
    }
    names.reverse();
    Some((names, top))
}

/// Returns the name of an expression that is nothing but a column's name.
pub(super) fn plain_column(reference: &ast::NameRef) -> Option<Name> {
    let token = reference.syntax().first_token()?;
    if token.kind() != IDENT && is_value_keyword(token.text()) {
        return None;
    }
    Some(name(reference)).filter(|name| !name.is_empty())
}

/// Whether `node` is the function's name in a call, and no column.
pub(super) fn is_callee(reference: &SyntaxNode) -> bool {
    reference
        .parent()
        .and_then(ast::CallExpr::cast)
        .and_then(|call| call.expr())
        .is_some_and(|callee| callee.syntax() == reference)
}

/// Returns the columns without a table that `node` names, in order, each once.
pub(super) fn columns_in(node: &SyntaxNode) -> Vec<(Name, SyntaxNode)> {
    let mut columns: Vec<(Name, SyntaxNode)> = Vec::new();
    for node in node.descendants().filter(|it| it.kind() == NAME_REF) {
        let Some(reference) = ast::NameRef::cast(node.clone()) else {
            continue;
        };
        let is_field = node
            .parent()
            .is_some_and(|parent| ast::FieldExpr::can_cast(parent.kind()));
        if is_field || is_callee(&node) {
            continue;
        }
        if let Some(name) = plain_column(&reference)
            && !columns.iter().any(|(known, _)| *known == name)
        {
            columns.push((name, node));
        }
    }
    columns
}

/// Whether every relation has a column of this name that no definition lists.
pub(super) fn is_system_column(name: &str) -> bool {
    matches!(
        name,
        "ctid" | "xmin" | "xmax" | "cmin" | "cmax" | "tableoid" | "oid"
    )
}

/// Whether a word in an expression stands for a value and is no name.
fn is_value_keyword(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "current_catalog"
            | "current_date"
            | "current_role"
            | "current_schema"
            | "current_time"
            | "current_timestamp"
            | "current_user"
            | "localtime"
            | "localtimestamp"
            | "session_user"
            | "system_user"
            | "user"
            | "default"
    )
}

/// The tokens of a node without white space and comments.
pub(super) fn tokens(node: &SyntaxNode) -> impl Iterator<Item = SyntaxToken> {
    node.descendants_with_tokens()
        .filter_map(|it| it.into_token())
        .filter(|token| !token.kind().is_trivia())
}
