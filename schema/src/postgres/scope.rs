//! Which relations a column's name can mean where it stands.

use crate::effect::{Name, Path};

/// Something in a `FROM` clause.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// What its columns may be qualified with.
    called: Option<Name>,
    columns: Columns,
}

/// The columns of a source.
#[derive(Clone, Debug)]
enum Columns {
    /// Those of a table.
    Table(Path),
    /// These, of a subquery.
    Known(Vec<Name>),
    Unknown,
}

/// What a column's name means.
#[derive(Debug)]
pub(super) enum Meaning {
    /// A column of one of these tables.
    OneOf(Vec<Path>),
    /// Nothing: these are all the names there are.
    Nothing(Vec<Name>),
    /// Something that is there, or that nobody can tell.
    Uncertain,
}

impl Source {
    /// A table, under its own name or an alias; `None` is one that is not known after all.
    pub(super) fn table(table: Option<Path>, alias: Option<Name>) -> Self {
        let own = table.as_ref().map(|path| path.name.clone());
        Source {
            called: alias.or(own),
            columns: table.map_or(Columns::Unknown, Columns::Table),
        }
    }

    /// A subquery, a function or the like, with its columns if they are known.
    pub(super) fn derived(called: Option<Name>, columns: Option<Vec<Name>>) -> Self {
        Source {
            called,
            columns: columns.map_or(Columns::Unknown, Columns::Known),
        }
    }

    /// Returns the table, if it is one.
    pub(super) fn as_table(&self) -> Option<&Path> {
        match &self.columns {
            Columns::Table(path) => Some(path),
            _ => None,
        }
    }

    fn is_called(&self, name: &str) -> bool {
        self.called.as_deref() == Some(name)
    }
}

/// What one query brings into scope.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    pub(super) sources: Vec<Source>,
    /// Names of the query's results, which `ORDER BY` and `GROUP BY` may mean.
    pub(super) aliases: Vec<Name>,
    /// The table whose rejected row is called `excluded`.
    pub(super) excluded: Option<Path>,
}

/// Returns what `name` means where it has no table before it; in `sorts`, where the innermost query
/// is sorted or grouped, it may be one of its results.
pub(super) fn unqualified(scopes: &[Scope], name: &str, sorts: bool) -> Meaning {
    let results = scopes.last().map(|scope| &scope.aliases);
    if sorts && results.is_some_and(|results| results.iter().any(|alias| alias == name)) {
        return Meaning::Uncertain;
    }
    let mut tables = Vec::new();
    let mut known = Vec::new();
    for scope in scopes.iter().rev() {
        // The name of a source alone is its whole row.
        if scope.sources.iter().any(|source| source.is_called(name)) {
            return Meaning::Uncertain;
        }
        for source in &scope.sources {
            match &source.columns {
                Columns::Table(path) => tables.push(path.clone()),
                Columns::Known(names) if names.iter().any(|known| known == name) => {
                    return Meaning::Uncertain;
                }
                Columns::Known(names) => known.extend(names.iter().cloned()),
                Columns::Unknown => return Meaning::Uncertain,
            }
        }
    }
    if tables.is_empty() {
        Meaning::Nothing(known)
    } else {
        Meaning::OneOf(tables)
    }
}

/// Returns what `name` means with `qualifier` before it, and whether the qualifier is there at all;
/// `Meaning::Nothing` has the names that there are in its place.
pub(super) fn qualified(scopes: &[Scope], qualifier: &str, name: &str) -> (Meaning, bool) {
    for scope in scopes.iter().rev() {
        let mut called = scope.sources.iter().filter(|it| it.is_called(qualifier));
        if let Some(source) = called.next() {
            // Two sources of one name: of different schemas, or a mistake of another kind.
            let meaning = match &source.columns {
                _ if called.next().is_some() => Meaning::Uncertain,
                Columns::Table(path) => Meaning::OneOf(vec![path.clone()]),
                Columns::Known(names) if !names.iter().any(|known| known == name) => {
                    Meaning::Nothing(names.clone())
                }
                Columns::Known(_) | Columns::Unknown => Meaning::Uncertain,
            };
            return (meaning, true);
        }
        if let ("excluded", Some(table)) = (qualifier, &scope.excluded) {
            return (Meaning::OneOf(vec![table.clone()]), true);
        }
    }
    let sources = || scopes.iter().flat_map(|scope| &scope.sources);
    if scopes.is_empty() || sources().any(|source| source.called.is_none()) {
        return (Meaning::Uncertain, false);
    }
    let names = sources().filter_map(|source| source.called.clone());
    (Meaning::Nothing(names.collect()), false)
}
