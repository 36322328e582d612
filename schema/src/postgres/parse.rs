//! One statement's tree, or what is wrong with it.
//!
//! squawk finds errors in two steps: while it parses, and by a validation of the whole tree that
//! takes as long again. Most statements have nothing in them that the second step looks at, and
//! then it is left out.

use rowan::GreenNodeBuilder;
use squawk_parser::{EntryPoint, LexedStr, StrStep, is_col_name_keyword};
use squawk_parser::{is_reserved_keyword, is_type_func_name_keyword};
use squawk_syntax::SyntaxKind as K;
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::syntax_error::SyntaxError;
use squawk_syntax::{SourceFile, SyntaxElement, SyntaxNode, SyntaxToken};

/// Parses `sql`; the error is the first one.
pub(super) fn parse(sql: &str) -> (SyntaxNode, Option<SyntaxError>) {
    match valid_tree(sql) {
        Some(tree) if !needs_validation(&tree) => (tree, None),
        _ => {
            let parsed = SourceFile::parse(sql);
            (parsed.syntax_node(), parsed.errors().into_iter().next())
        }
    }
}

/// Returns the tree if parsing it found no error.
fn valid_tree(sql: &str) -> Option<SyntaxNode> {
    let lexed = LexedStr::new(sql);
    if lexed.errors().next().is_some() {
        return None;
    }
    let output = EntryPoint::SourceFile.parse(&lexed.to_input());
    let mut builder = GreenNodeBuilder::new();
    let mut is_valid = true;
    lexed.intersperse_trivia(&output, &mut |step| match step {
        StrStep::Token { kind, text } => builder.token(raw(kind), text),
        StrStep::Enter { kind } => builder.start_node(raw(kind)),
        StrStep::Exit => builder.finish_node(),
        StrStep::Error { .. } => is_valid = false,
    });
    let tree = SyntaxNode::new_root(builder.finish());
    is_valid.then_some(tree)
}

fn raw(kind: K) -> rowan::SyntaxKind {
    rowan::SyntaxKind(kind.into())
}

/// Whether anything in a tree may fail the validation. Says yes too often rather than too rarely.
fn needs_validation(tree: &SyntaxNode) -> bool {
    tree.children().nth(1).is_some()
        || tree.descendants_with_tokens().any(|element| match element {
            SyntaxElement::Node(node) => may_be_invalid(&node),
            SyntaxElement::Token(token) => is_suspicious(&token),
        })
}

fn is_suspicious(token: &SyntaxToken) -> bool {
    match token.kind() {
        K::UESCAPE_KW | K::LATERAL_KW | K::IN_KW | K::OVERLAPS_KW | K::UNICODE_ESC_STRING => true,
        K::DEFAULT_KW => token
            .parent()
            .is_some_and(|parent| matches!(parent.kind(), K::LITERAL | K::SET_EXPR)),
        K::IDENT => token.text().starts_with(['u', 'U']) && token.text().contains('&'),
        _ => false,
    }
}

fn may_be_invalid(node: &SyntaxNode) -> bool {
    match node.kind() {
        // These are all there is in most statements, and seldom wrong.
        K::LITERAL => {
            let tokens = node.children_with_tokens();
            tokens.filter(|it| !it.kind().is_trivia()).nth(1).is_some()
        }
        K::NAME_REF | K::TABLE_NAME => node.first_token().is_none_or(|token| {
            let kind = token.kind();
            is_type_func_name_keyword(kind)
                || is_col_name_keyword(kind)
                || is_reserved_keyword(kind)
        }),
        K::COLUMN => !node.children().any(|it| ast::Type::can_cast(it.kind())),
        K::SELECT => {
            let mut clauses = node.children().filter(|it| it.kind() != K::WITH_CLAUSE);
            let parent = node.parent().map(|parent| parent.kind());
            clauses
                .next()
                .is_none_or(|it| it.kind() != K::SELECT_CLAUSE)
                || matches!(parent, Some(K::PAREN_EXPR | K::TUPLE_EXPR))
        }
        K::ARG_LIST => {
            let is_of_type = node.parent().is_some_and(|parent| {
                matches!(
                    parent.kind(),
                    K::PATH_TYPE
                        | K::VARCHAR_TYPE
                        | K::CHARACTER_TYPE
                        | K::BIT_TYPE
                        | K::BIT_VARYING_TYPE
                )
            });
            is_of_type && !super::names::tokens(node).all(|token| is_of_number_list(&token))
        }
        K::SET_COLUMN_LIST | K::TO_CONFIG_VALUE => node.first_child().is_none(),
        kind => IS_VALIDATED.contains(&kind),
    }
}

fn is_of_number_list(token: &SyntaxToken) -> bool {
    matches!(
        token.kind(),
        K::L_PAREN | K::R_PAREN | K::COMMA | K::INT_NUMBER
    )
}

/// The other kinds of nodes that the validation looks at.
const IS_VALIDATED: &[K] = &[
    K::AGGREGATE,
    K::ATOMIC_BODY,
    K::ALL_FN,
    K::ANY_FN,
    K::SOME_FN,
    K::CREATE_AGGREGATE,
    K::CREATE_FUNCTION,
    K::CREATE_PROCEDURE,
    K::CUSTOM_OP,
    K::DO,
    K::DISTINCT_CLAUSE,
    K::EXCEPT_TABLE_CLAUSE,
    K::FUNC_OPTION_LIST,
    K::FUNCTION_FROM_ITEM,
    K::FUNCTION_SIG,
    K::PROCEDURE_SIG,
    K::ROUTINE_SIG,
    K::ARRAY_EXPR,
    K::JOIN_EXPR,
    K::JSON_ARRAY_FN,
    K::JSON_OBJECT_FN,
    K::NON_STANDARD_PARAM,
    K::PAREN_FROM_ITEM,
    K::PARTITION_FOR_VALUES_WITH,
    K::RULE_STMT_LIST,
    K::SELECT_INTO,
    K::STORAGE_MODE,
    K::ERROR,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// What the validation refuses and the parser does not: one of each kind.
    const REFUSED: &[&str] = &[
        "create table t (a)",
        "create table t (a primary key)",
        "select left from t",
        "create table left (a int)",
        "select 'a' 'b'",
        "select default",
        "insert into t select default",
        "from t",
        "from t select a",
        "select distinct from t",
        "select * from a join b",
        "select * from a cross join b using (c)",
        "select a from t where a in b",
        "select a overlaps b",
        "create table t (a numeric(b + 1))",
        "create table t (a varchar(default))",
        "select u&'\\x'",
        "select u&\"\\x\" from t",
        "select any(b)",
        "select nullif(a)",
        "select [1]",
        "do $$ begin end $$ language sql",
        "create function f() returns int language sql language sql as 'select 1'",
        "create function f() returns int language sql as 'select from from'",
        "drop function f(a int default 1)",
        "select :a",
        "select * from lateral t",
        "update t set a[1] = default",
        "alter table t alter a set storage nothing",
        "create table t partition of p for values with (modulus 1)",
        "select 1 select 2",
        "set search_path to",
        "select (select)",
    ];

    #[test]
    fn what_the_validation_refuses_is_refused() {
        for sql in REFUSED {
            assert!(
                !SourceFile::parse(sql).errors().is_empty(),
                "squawk takes {sql}"
            );
            assert!(parse(sql).1.is_some(), "{sql}");
        }
    }

    #[test]
    fn what_is_valid_is_not_validated() {
        for sql in [
            "create table t (a int primary key, b varchar(20) not null default 'x')",
            "alter table t add column c timestamptz default now()",
            "create index on t (lower(a)) where b is not null",
            "insert into t (a, b) values (1, 'x'), (2, 'y')",
            "update t set a = b + 1 where c = 'x'",
        ] {
            let tree = valid_tree(sql).expect("valid");
            assert!(!needs_validation(&tree), "{sql}");
        }
    }
}
