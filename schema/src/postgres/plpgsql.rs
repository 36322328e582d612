//! Bodies of functions and of `DO`: what running them does to the schema.
//!
//! squawk 2.68 does not read `SELECT ... INTO variable` in PL/pgSQL, so an error in a body is never
//! a mistake of the author's: such a statement is one `ERROR` node up to its `;`.

use limbeck_core::Dialect;
use limbeck_core::lexer::{self, TokenKind};
use squawk_syntax::SyntaxKind as K;
use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::plpgsql::Plpgsql;
use squawk_syntax::sql_body::SqlBody;

use super::names::{Place, name, tokens};
use super::{dynamic, query, statement};
use crate::effect::{Effect, Located, Name, Path};

/// Returns what running a routine may do, from its body; `read` gives the parsed body if it is
/// worth parsing.
pub(super) fn routine(
    body: Option<&str>,
    plpgsql: impl FnOnce() -> Option<Plpgsql>,
    sql: impl FnOnce() -> Option<SqlBody>,
    arguments: &[Name],
    node: &SyntaxNode,
    place: Place<'_>,
) -> Vec<Located<Effect>> {
    let Some(text) = body else {
        // `RETURN` or `BEGIN ATOMIC`: no statement in there changes the schema by itself.
        let calls = query::read(node, arguments, place).calls;
        return called(calls, node, place);
    };
    if !may_change_schema(text) {
        return called(calls_in(text), node, place);
    }
    let mut effects = if let Some(body) = plpgsql() {
        let map = |range| place.range(body.source_range(range));
        block_of(&body, arguments, Place::new(&map))
    } else if let Some(body) = sql() {
        let map = |range| place.range(body.source_range(range));
        let place = Place::new(&map);
        body.tree()
            .stmts()
            .flat_map(|it| statement::read(&it, arguments, place))
            .collect()
    } else {
        // Another language.
        vec![place.at(node, Effect::OpenWorld)]
    };
    forget_uses(&mut effects);
    effects
}

/// Reads the body of a `DO`.
pub(super) fn anonymous(node: &ast::Do, place: Place<'_>) -> Vec<Located<Effect>> {
    match node.plpgsql() {
        Some(body) => {
            let map = |range| place.range(body.source_range(range));
            block_of(&body, &[], Place::new(&map))
        }
        None => vec![place.at(node.syntax(), Effect::OpenWorld)],
    }
}

fn block_of(body: &Plpgsql, arguments: &[Name], place: Place<'_>) -> Vec<Located<Effect>> {
    let Some(block) = body.tree().block() else {
        return vec![place.at(&body.syntax(), Effect::OpenWorld)];
    };
    let mut variables: Vec<Name> = arguments.to_vec();
    variables.extend(SPECIAL.iter().map(|&name| name.to_owned()));
    let declared = block.syntax().descendants();
    variables.extend(
        declared
            .filter_map(ast::PlpgsqlVarName::cast)
            .map(|it| name(&it)),
    );
    let loops = block.syntax().descendants();
    variables.extend(
        loops
            .filter_map(ast::PlpgsqlVarNameRef::cast)
            .map(|it| name(&it)),
    );
    let walk = Walk {
        variables: &variables,
        place,
    };
    walk.block(&block)
}

/// Names that PL/pgSQL gives to every body.
const SPECIAL: &[&str] = &["found", "new", "old", "sqlerrm", "sqlstate"];

#[derive(Clone, Copy)]
struct Walk<'a> {
    variables: &'a [Name],
    place: Place<'a>,
}

impl Walk<'_> {
    fn block(self, block: &ast::PlpgsqlBlock) -> Vec<Located<Effect>> {
        let mut effects = Vec::new();
        for init in block
            .declare_section()
            .into_iter()
            .flat_map(|it| it.decls())
        {
            self.data(init.syntax(), &mut effects);
        }
        effects.extend(self.body(block.body()));
        let Some(exception) = block.exception() else {
            return effects;
        };
        // With a handler the block happens whole or not at all.
        let mut is_lenient = true;
        let mut handled = Vec::new();
        for handler in exception.handlers() {
            is_lenient &= handler.conditions().all(|it| is_about_existence(&it));
            handled.extend(self.body(handler.body()));
        }
        let mut wrapped = Vec::new();
        if is_lenient {
            wrap(effects, &mut wrapped, Effect::Lenient);
        } else {
            maybe(effects, &mut wrapped);
        }
        maybe(handled, &mut wrapped);
        wrapped
    }

    fn body(self, body: Option<ast::PlpgsqlBody>) -> Vec<Located<Effect>> {
        let mut effects = Vec::new();
        let mut nodes = body.into_iter().flat_map(|body| {
            let nodes: Vec<SyntaxNode> = body.syntax().children().collect();
            nodes
        });
        while let Some(node) = nodes.next() {
            let before = effects.len();
            match ast::PlpgsqlStmt::cast(node.clone()) {
                Some(statement) => self.statement(&statement, &mut effects),
                None => self.unread(&node, &mut effects),
            }
            debug_assert!(before <= effects.len());
            if may_leave(&node) {
                // What follows may not be reached.
                let mut rest = Vec::new();
                for node in nodes.by_ref() {
                    match ast::PlpgsqlStmt::cast(node.clone()) {
                        Some(statement) => self.statement(&statement, &mut rest),
                        None => self.unread(&node, &mut rest),
                    }
                }
                maybe(rest, &mut effects);
            }
        }
        effects
    }

    fn statement(self, statement: &ast::PlpgsqlStmt, out: &mut Vec<Located<Effect>>) {
        use ast::PlpgsqlStmt as Stmt;
        match statement {
            Stmt::PlpgsqlExecSqlStmt(it) => match it.stmt() {
                // A variable is filled, no table made.
                Some(ast::Stmt::SelectInto(it)) => self.data(it.syntax(), out),
                Some(it) => out.extend(statement::read(&it, self.variables, self.place)),
                None => self.unread(it.syntax(), out),
            },
            Stmt::PlpgsqlCallStmt(it) => self.data(it.syntax(), out),
            Stmt::PlpgsqlDoStmt(it) => {
                if let Some(it) = it.do_() {
                    out.extend(anonymous(&it, self.place));
                }
            }
            Stmt::PlpgsqlBlock(it) => out.extend(self.block(it)),
            Stmt::PlpgsqlIfStmt(it) => self.condition(it, out),
            Stmt::PlpgsqlCaseStmt(it) => {
                for when in it.whens() {
                    maybe(self.body(when.body()), out);
                }
                maybe(self.body(it.else_clause().and_then(|it| it.body())), out);
            }
            Stmt::PlpgsqlLoopStmt(it) => maybe(self.body(it.body()), out),
            Stmt::PlpgsqlWhileStmt(it) => maybe(self.body(it.body()), out),
            Stmt::PlpgsqlForIStmt(it) => maybe(self.body(it.body()), out),
            Stmt::PlpgsqlForCursorStmt(it) => maybe(self.body(it.body()), out),
            Stmt::PlpgsqlForEachStmt(it) => maybe(self.body(it.body()), out),
            Stmt::PlpgsqlForDynStmt(it) => maybe(self.body(it.body()), out),
            Stmt::PlpgsqlForQueryStmt(it) => {
                if let Some(query) = it.query() {
                    self.data(query.syntax(), out);
                }
                maybe(self.body(it.body()), out);
            }
            Stmt::PlpgsqlDynExecuteStmt(it) => match it.query() {
                Some(text) => out.extend(dynamic::execute(&text, self.place)),
                None => self.unread(it.syntax(), out),
            },
            Stmt::PlpgsqlRollbackStmt(it) => {
                out.push(self.place.at(it.syntax(), Effect::OpenWorld));
            }
            Stmt::PlpgsqlPerformStmt(_)
            | Stmt::PlpgsqlAssignStmt(_)
            | Stmt::PlpgsqlAssertStmt(_)
            | Stmt::PlpgsqlReturnStmt(_)
            | Stmt::PlpgsqlReturnNextStmt(_)
            | Stmt::PlpgsqlReturnQueryStmt(_)
            | Stmt::PlpgsqlRaiseStmt(_)
            | Stmt::PlpgsqlExitStmt(_)
            | Stmt::PlpgsqlContinueStmt(_)
            | Stmt::PlpgsqlOpenStmt(_) => self.data(statement.syntax(), out),
            Stmt::PlpgsqlReturnQueryExecuteStmt(_)
            | Stmt::PlpgsqlCloseStmt(_)
            | Stmt::PlpgsqlCommitStmt(_)
            | Stmt::PlpgsqlFetchStmt(_)
            | Stmt::PlpgsqlGetDiagStmt(_)
            | Stmt::PlpgsqlMoveStmt(_)
            | Stmt::PlpgsqlNullStmt(_) => {}
        }
    }

    /// What stands under `IF` happens or not, but for tests of the catalogue: `IF NOT EXISTS (SELECT
    /// ... FROM pg_type ...) THEN CREATE TYPE` is `IF NOT EXISTS` written by hand.
    fn condition(self, node: &ast::PlpgsqlIfStmt, out: &mut Vec<Located<Effect>>) {
        let then = self.body(node.then_body());
        let asks_catalogue = node.cond().is_some_and(|it| asks_catalogue(it.syntax()));
        if asks_catalogue {
            wrap(then, out, Effect::Lenient);
        } else {
            if let Some(condition) = node.cond() {
                self.data(condition.syntax(), out);
            }
            maybe(then, out);
        }
        for elsif in node.elsifs() {
            maybe(self.body(elsif.body()), out);
        }
        maybe(self.body(node.else_clause().and_then(|it| it.body())), out);
    }

    /// Queries and expressions. Variables of functions may hide columns in more ways than are
    /// known here, so only what they call counts, and the relations.
    fn data(self, node: &SyntaxNode, out: &mut Vec<Located<Effect>>) {
        let mut read = query::read(node, self.variables, self.place);
        read.columns.clear();
        read.types.clear();
        out.extend(read.effects(node, self.place));
    }

    /// A statement that the parser does not know.
    fn unread(self, node: &SyntaxNode, out: &mut Vec<Located<Effect>>) {
        let mut words = tokens(node).filter(|token| token.kind().is_keyword());
        let Some(first) = words.next() else {
            return;
        };
        let is_data = matches!(
            first.kind(),
            K::SELECT_KW | K::WITH_KW | K::INSERT_KW | K::UPDATE_KW | K::DELETE_KW
        );
        let changes = words.any(|token| {
            matches!(
                token.kind(),
                K::CREATE_KW | K::ALTER_KW | K::DROP_KW | K::EXECUTE_KW | K::CALL_KW
            )
        });
        if is_data && !changes {
            let text = node.text().to_string();
            out.extend(called(calls_in(&text), node, self.place));
        } else if is_data || changes || changes_schema(first.kind()) {
            out.push(self.place.at(node, Effect::OpenWorld));
        }
    }
}

fn changes_schema(kind: K) -> bool {
    matches!(
        kind,
        K::CREATE_KW | K::ALTER_KW | K::DROP_KW | K::EXECUTE_KW | K::CALL_KW
    )
}

fn called(calls: Vec<Path>, node: &SyntaxNode, place: Place<'_>) -> Vec<Located<Effect>> {
    if calls.is_empty() {
        return Vec::new();
    }
    vec![place.at(node, Effect::Calls(calls))]
}

fn maybe(effects: Vec<Located<Effect>>, out: &mut Vec<Located<Effect>>) {
    let mut effects = effects;
    forget_uses(&mut effects);
    wrap(effects, out, Effect::Maybe);
}

fn wrap(
    effects: Vec<Located<Effect>>,
    out: &mut Vec<Located<Effect>>,
    kind: impl FnOnce(Vec<Located<Effect>>) -> Effect,
) {
    if let Some(first) = effects.first() {
        let at = first.at.clone();
        out.push(Located {
            at,
            value: kind(effects),
        });
    }
}

/// Leaves out what only has to exist if the code runs.
fn forget_uses(effects: &mut Vec<Located<Effect>>) {
    effects.retain(|effect| {
        !matches!(
            effect.value,
            Effect::Uses { .. }
                | Effect::UsesAny { .. }
                | Effect::Needs { .. }
                | Effect::NotInScope { .. }
        )
    });
}

/// Whether a statement may leave the block before its end.
fn may_leave(node: &SyntaxNode) -> bool {
    let is_nested = !matches!(
        node.kind(),
        K::PLPGSQL_RETURN_STMT | K::PLPGSQL_RAISE_STMT | K::PLPGSQL_EXEC_SQL_STMT
    );
    is_nested
        && node.descendants().any(|it| {
            matches!(
                it.kind(),
                K::PLPGSQL_RETURN_STMT | K::PLPGSQL_EXIT_STMT | K::PLPGSQL_CONTINUE_STMT
            )
        })
}

fn is_about_existence(condition: &ast::PlpgsqlCondition) -> bool {
    let name = name(condition);
    name.starts_with("duplicate_") || name.starts_with("undefined_")
}

fn asks_catalogue(node: &SyntaxNode) -> bool {
    tokens(node).any(|token| {
        let text = token.text().to_ascii_lowercase();
        text == "information_schema" || text.starts_with("pg_") || text.starts_with("to_reg")
    })
}

/// Whether a body has a word that a statement which changes the schema would have.
fn may_change_schema(text: &str) -> bool {
    lexer::tokens(text, Dialect::Postgres).any(|token| {
        token.kind == TokenKind::Word
            && [
                "create", "alter", "drop", "execute", "import", "do", "into", "rollback",
            ]
            .iter()
            .any(|word| token.text.eq_ignore_ascii_case(word))
    })
}

/// The functions that a body calls, by its tokens alone: names before a parenthesis.
fn calls_in(text: &str) -> Vec<Path> {
    let mut calls: Vec<Path> = Vec::new();
    let mut previous: Option<lexer::Token<'_>> = None;
    for token in lexer::tokens(text, Dialect::Postgres) {
        if token.text == "("
            && let Some(name) = previous.filter(|it| it.kind == TokenKind::Word)
        {
            let called = Path {
                schema: None,
                name: name.text.to_ascii_lowercase(),
            };
            if !calls.contains(&called) {
                calls.push(called);
            }
        }
        previous = Some(token);
    }
    calls
}
