//! Which tables and columns does a query need?

use limbeck_core::lexer::{Token, TokenKind};

use super::cursor::{self, Cursor, Parsed, Stop, is_word};
use super::expression::{self, Operand};
use super::{names, neighbours, words};
use crate::effect::{Effect, Located, Name, Path};

/// A relation that a query reads, and what the query calls it.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    alias: Name,
    /// `None` for subqueries, common table expressions and functions.
    table: Option<Located<Path>>,
}

/// The relations that an expression can name columns of.
#[derive(Debug, Default)]
pub(super) struct Scope<'s> {
    relations: Vec<Relation>,
    outer: Option<&'s Scope<'s>>,
    /// Names that the query itself gives to its results.
    aliases: Vec<Name>,
    /// Whether there may be more relations than those.
    is_open: bool,
}

/// What is found out about a statement.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Names of common table expressions.
    common: Vec<Name>,
    /// What has to exist.
    pub(super) uses: Vec<Located<Effect>>,
}

/// Returns what has to exist for a query.
pub(super) fn uses(query: &Cursor<'_>) -> Parsed<Vec<Located<Effect>>> {
    neighbours::check(query)?;
    let mut found = Found::default();
    read(&mut query.clone(), None, &mut found)?;
    Ok(found.uses)
}

/// Reads a query: `WITH`, selects, and what joins them.
pub(super) fn read(
    query: &mut Cursor<'_>,
    outer: Option<&Scope<'_>>,
    found: &mut Found,
) -> Parsed<()> {
    with(query, outer, found)?;
    while !query.is_done() {
        if query.at_mark("(") {
            let mut inside = query.group()?;
            read(&mut inside, outer, found)?;
        } else if query.at("SELECT") {
            let part = until(query, &["UNION", "EXCEPT", "INTERSECT"]);
            select(&part, outer, found)?;
        } else if query.eat("TABLE") {
            let table = query.path()?;
            found.relation(&table);
            if !query.is_done() && !query.at_any(BEHIND_TABLES) {
                return Err(query.expected("the end of the statement"));
            }
        } else {
            query.bump();
        }
    }
    Ok(())
}

/// Reads `WITH`, if it comes next.
pub(super) fn with(
    query: &mut Cursor<'_>,
    outer: Option<&Scope<'_>>,
    found: &mut Found,
) -> Parsed<()> {
    if !query.eat("WITH") {
        return Ok(());
    }
    query.eat("RECURSIVE");
    loop {
        let name = query.name()?;
        found.common.push(name.value);
        if query.at_mark("(") {
            query.group()?;
        }
        query.require("AS")?;
        let mut inside = query.group()?;
        read(&mut inside, outer, found)?;
        if query.eat("CYCLE") {
            return Err(Stop::NotUnderstood);
        }
        if !query.eat_mark(",") {
            return Ok(());
        }
    }
}

/// Reads `SELECT ...` up to its end.
fn select(query: &Cursor<'_>, outer: Option<&Scope<'_>>, found: &mut Found) -> Parsed<()> {
    let mut query = query.clone();
    let list = until(&mut query, &["FROM"]);
    let mut scope = Scope {
        aliases: aliases(list.remaining()),
        outer,
        ..Scope::default()
    };
    if !query.eat("FROM") {
        return expressions(list.remaining(), &scope, found);
    }
    if list.remaining().len() == 1 {
        return Err(list.expected("columns"));
    }
    let conditions = from(&mut query, &mut scope, found)?;
    for condition in conditions {
        expressions(condition.remaining(), &scope, found)?;
    }
    expressions(list.remaining(), &scope, found)?;
    expressions(query.remaining(), &scope, found)
}

/// Reads tables and joins; returns the conditions of the joins.
pub(super) fn from<'a>(
    query: &mut Cursor<'a>,
    scope: &mut Scope<'_>,
    found: &mut Found,
) -> Parsed<Vec<Cursor<'a>>> {
    let mut conditions = Vec::new();
    if query.eat("DUAL") {
        return Ok(conditions);
    }
    loop {
        conditions.extend(factor(query, scope, found)?);
        loop {
            if query.eat("ON") {
                conditions.push(until_join(query));
            } else if query.eat("USING") {
                query.group()?;
            } else {
                break;
            }
        }
        let mut joins = query.eat_mark(",") || query.eat("STRAIGHT_JOIN");
        if !joins && query.at_any(&["JOIN", "INNER", "CROSS", "LEFT", "RIGHT", "NATURAL", "FULL"]) {
            while query
                .eat_any(&[
                    "NATURAL", "INNER", "CROSS", "LEFT", "RIGHT", "FULL", "OUTER",
                ])
                .is_some()
            {}
            query.require("JOIN")?;
            joins = true;
        }
        if !joins {
            // Anything else may bring in relations that are not seen.
            scope.is_open |= !query.is_done() && !query.at_any(BEHIND_TABLES);
            return Ok(conditions);
        }
    }
}

/// Reads one table, subquery or join in parentheses.
fn factor<'a>(
    query: &mut Cursor<'a>,
    scope: &mut Scope<'_>,
    found: &mut Found,
) -> Parsed<Vec<Cursor<'a>>> {
    let lateral = query.eat("LATERAL");
    if query.at_mark("(") {
        let mut inside = query.group()?;
        if !expression::starts_query(inside.remaining()) && !inside.at_any(&["VALUES", "TABLE"]) {
            return from(&mut inside, scope, found);
        }
        let outer = if lateral { Some(&*scope) } else { scope.outer };
        read(&mut inside, outer, found)?;
        let alias = alias(query)?;
        if query.at_mark("(") {
            query.group()?;
        }
        scope.relations.push(Relation {
            alias: alias.unwrap_or_default(),
            table: None,
        });
        return Ok(Vec::new());
    }
    if query.at_mark("{") {
        return Err(Stop::NotUnderstood);
    }
    let path = query.path()?;
    if query.at_mark("(") {
        // A function that returns a table.
        query.group()?;
        let alias = alias(query)?.unwrap_or(path.value.name);
        scope.relations.push(Relation { alias, table: None });
        return Ok(Vec::new());
    }
    if query.eat("PARTITION") {
        query.group()?;
    }
    if query.at("FOR SYSTEM_TIME") {
        return Err(Stop::NotUnderstood);
    }
    let alias = alias(query)?;
    while query.at_any(&["USE", "FORCE", "IGNORE"]) {
        query.bump();
        if query.eat_any(&["INDEX", "KEY"]).is_none() {
            return Err(query.expected("`INDEX`"));
        }
        let _ = query.eat("FOR JOIN") || query.eat("FOR ORDER BY") || query.eat("FOR GROUP BY");
        query.group()?;
    }
    let is_common = path.value.schema.is_none()
        && found
            .common
            .iter()
            .any(|name| name.eq_ignore_ascii_case(&path.value.name));
    let table = (!is_common).then(|| path.clone());
    if let Some(table) = &table {
        found.relation(table);
    }
    scope.relations.push(Relation {
        alias: alias.unwrap_or(path.value.name),
        table,
    });
    Ok(Vec::new())
}

fn alias(query: &mut Cursor<'_>) -> Parsed<Option<Name>> {
    if query.eat("AS") {
        return Ok(Some(query.name()?.value));
    }
    let is_alias = query.peek().is_some_and(|token| {
        names::unquoted(token).is_some()
            && !(token.kind == TokenKind::Word && words::listed(NO_ALIASES, token.text))
    });
    match is_alias {
        true => Ok(Some(query.name()?.value)),
        false => Ok(None),
    }
}

/// Notes the columns that an expression needs, and what its subqueries need.
pub(super) fn expressions(
    tokens: &[Token<'_>],
    scope: &Scope<'_>,
    found: &mut Found,
) -> Parsed<()> {
    for operand in expression::operands(tokens) {
        if let Some(effect) = scope.resolve(operand) {
            found.uses.push(effect);
        }
    }
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if token.text == "(" && expression::starts_query(&tokens[at + 1..]) {
            let close = expression::closing(tokens, at);
            let inside = tokens.get(at + 1..close).unwrap_or_default();
            let span = cursor::range(token);
            read(&mut Cursor::new(inside, span), Some(scope), found)?;
            at = close;
        }
        at += 1;
    }
    Ok(())
}

impl<'s> Scope<'s> {
    /// A scope with one table.
    pub(super) fn of(table: &Located<Path>) -> Scope<'s> {
        Scope {
            relations: vec![Relation {
                alias: table.value.name.clone(),
                table: Some(table.clone()),
            }],
            ..Scope::default()
        }
    }

    /// Says that there may be more relations.
    pub(super) fn open(&mut self) {
        self.is_open = true;
    }

    /// Returns the use of the column that an operand certainly is.
    pub(super) fn resolve(&self, operand: Operand) -> Option<Located<Effect>> {
        let at = operand.column.at.clone();
        let mut tables: Vec<Path> = match &operand.qualifier {
            // `sequence.nextval` in MariaDB's Oracle mode.
            Some(qualifier)
                if self.lacks(qualifier)
                    && !matches!(operand.column.value.as_str(), "nextval" | "currval") =>
            {
                return Some(Located {
                    at,
                    value: Effect::NotInScope {
                        name: qualifier.clone(),
                        column_of: None,
                        known: self.aliases_in_scope(),
                    },
                });
            }
            Some(qualifier) => vec![self.called(qualifier)?.table.as_ref()?.value.clone()],
            None => self.all(&operand.column.value)?,
        };
        let columns = vec![operand.column];
        let value = match tables.len() {
            0 => return None,
            1 => Effect::Uses {
                relation: tables.remove(0),
                columns,
            },
            _ => Effect::UsesAny {
                relations: tables,
                columns,
            },
        };
        Some(Located { at, value })
    }

    /// Returns all tables that a column without a qualifier can be of; `None` if it can be of others.
    fn all(&self, column: &str) -> Option<Vec<Path>> {
        let mut tables = Vec::new();
        let mut scope = Some(self);
        while let Some(known) = scope {
            let is_alias = |alias: &Name| alias.eq_ignore_ascii_case(column);
            if known.is_open || known.aliases.iter().any(is_alias) {
                return None;
            }
            for relation in &known.relations {
                tables.push(relation.table.as_ref()?.value.clone());
            }
            scope = known.outer;
        }
        Some(tables)
    }

    /// Whether nothing that can be seen from here is called so.
    fn lacks(&self, alias: &str) -> bool {
        let mut scope = Some(self);
        while let Some(known) = scope {
            let is_called = |relation: &Relation| relation.alias.eq_ignore_ascii_case(alias);
            if known.is_open || known.relations.is_empty() || known.relations.iter().any(is_called)
            {
                return false;
            }
            scope = known.outer;
        }
        true
    }

    fn aliases_in_scope(&self) -> Vec<Name> {
        let mut names = Vec::new();
        let mut scope = Some(self);
        while let Some(known) = scope {
            names.extend(
                known
                    .relations
                    .iter()
                    .map(|relation| relation.alias.clone()),
            );
            scope = known.outer;
        }
        names
    }

    fn called(&self, alias: &str) -> Option<&Relation> {
        let mut matching = self
            .relations
            .iter()
            .filter(|relation| relation.alias.eq_ignore_ascii_case(alias));
        match (matching.next(), matching.next()) {
            (Some(relation), None) => Some(relation),
            (Some(_), Some(_)) => None,
            _ if self.is_open => None,
            _ => self.outer.and_then(|outer| outer.called(alias)),
        }
    }
}

impl Found {
    /// Notes a relation that has to exist.
    pub(super) fn relation(&mut self, table: &Located<Path>) {
        self.uses.push(Located {
            at: table.at.clone(),
            value: Effect::Uses {
                relation: table.value.clone(),
                columns: Vec::new(),
            },
        });
    }
}

/// Names that a select list gives: behind `AS`, or behind something that is complete.
fn aliases(list: &[Token<'_>]) -> Vec<Name> {
    list.windows(2)
        .filter(|pair| {
            is_word(&pair[0], "AS")
                || !matches!(pair[0].kind, TokenKind::Operator)
                    && !matches!(pair[0].text, "," | "(" | ".")
                    && !is_word(&pair[0], "SELECT")
        })
        .filter_map(|pair| names::unquoted(&pair[1]))
        .collect()
}

/// Cuts off what comes before one of these phrases outside parentheses.
pub(super) fn until<'a>(query: &mut Cursor<'a>, phrases: &[&str]) -> Cursor<'a> {
    let begin = query.clone();
    let mut depth = 0usize;
    while let Some(token) = query.peek() {
        if depth == 0 && phrases.iter().any(|phrase| query.at(phrase)) {
            break;
        }
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        query.bump();
    }
    query.part_since(&begin)
}

fn until_join<'a>(query: &mut Cursor<'a>) -> Cursor<'a> {
    let begin = query.clone();
    let mut depth = 0usize;
    while let Some(token) = query.peek() {
        // `LEFT(a, 1)` and `RIGHT(a, 1)` are calls.
        let is_call = query.peek_at(1).is_some_and(|next| next.text == "(");
        let ends = token.text == ","
            || is_word(token, "STRAIGHT_JOIN")
            || !is_call && (query.at_any(BEHIND_TABLES) || query.at_any(JOINS));
        if depth == 0 && ends {
            break;
        }
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        query.bump();
    }
    query.part_since(&begin)
}

const JOINS: &[&str] = &[
    "JOIN", "INNER", "CROSS", "LEFT", "RIGHT", "NATURAL", "ON", "USING",
];

/// What can follow the tables of a statement.
const BEHIND_TABLES: &[&str] = &[
    "WHERE",
    "GROUP",
    "HAVING",
    "ORDER",
    "LIMIT",
    "WINDOW",
    "PROCEDURE",
    "FOR",
    "LOCK",
    "INTO",
    "UNION",
    "EXCEPT",
    "INTERSECT",
    "SET",
    "ON",
    "RETURNING",
    "OFFSET",
    "FETCH",
];

/// Words that are no alias unless `AS` says so.
const NO_ALIASES: &[&str] = &[
    "EXCEPT",
    "FETCH",
    "FULL",
    "INTERSECT",
    "MINUS",
    "OFFSET",
    "RETURNING",
    "TABLESAMPLE",
    "WINDOW",
];
