//! How the dialects differ in what names exclude each other and what names they make up.

use limbeck_core::Dialect;

/// The rules of one dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rules {
    pub(crate) dialect: Dialect,
    /// Where names without a schema are looked up and made.
    pub(crate) path: &'static [&'static str],
    /// Whether an index has to have a name that no other index of its table has, but others may.
    pub(crate) indexes_per_table: bool,
    /// Whether a table or view and a type exclude each other.
    pub(crate) rows_are_types: bool,
    /// Whether a trigger's name is unique within its table only.
    pub(crate) triggers_per_table: bool,
    /// Whether what others depend on cannot be dropped without `CASCADE`.
    pub(crate) guards_dependents: bool,
    /// Whether a foreign key needs a unique key on what it refers to.
    pub(crate) keys_need_unique: bool,
}

impl Rules {
    /// Returns the rules of `dialect`.
    pub(crate) const fn of(dialect: Dialect) -> Rules {
        let is_postgres = matches!(dialect, Dialect::Postgres);
        Rules {
            dialect,
            path: if is_postgres { &["public"] } else { &[""] },
            indexes_per_table: matches!(dialect, Dialect::Mysql),
            rows_are_types: is_postgres,
            triggers_per_table: is_postgres,
            guards_dependents: is_postgres,
            keys_need_unique: is_postgres,
        }
    }
}

/// Schemas that are always there and whose contents are not known.
pub(super) fn is_system_schema(name: &str) -> bool {
    matches!(
        name,
        "pg_catalog" | "information_schema" | "pg_toast" | "mysql" | "performance_schema" | "sys"
    ) || name.starts_with("pg_t")
}

/// Tables that tools and extensions make; they may be there.
pub(super) const FOREIGN_TABLES: &[&str] = &[
    "__diesel_schema_migrations",
    "_sqlx_migrations",
    "schema_migrations",
    "goose_db_version",
    "refinery_schema_history",
    "seaql_migrations",
    "_prisma_migrations",
    "schema_migration",
    "spatial_ref_sys",
    "geometry_columns",
    "geography_columns",
    "sqlite_sequence",
];

/// Extensions that bring neither types nor tables.
pub(super) const PLAIN_EXTENSIONS: &[&str] = &[
    "uuid-ossp",
    "pgcrypto",
    "pg_trgm",
    "btree_gin",
    "btree_gist",
    "unaccent",
    "plpgsql",
    "pg_stat_statements",
    "fuzzystrmatch",
    "citext",
    "hstore",
    "ltree",
    "cube",
    "isn",
    "seg",
    "intarray",
    "vector",
    "lo",
];

/// Types that extensions bring; somebody else may have installed those.
pub(super) const EXTENSION_TYPES: &[&str] = &[
    "citext",
    "hstore",
    "ltree",
    "lquery",
    "ltxtquery",
    "cube",
    "seg",
    "lo",
    "isbn",
    "isbn13",
    "issn",
    "issn13",
    "ismn",
    "ismn13",
    "ean13",
    "upc",
    "vector",
    "halfvec",
    "sparsevec",
    "geometry",
    "geography",
    "raster",
    "box2d",
    "box3d",
    "query_int",
    "gtrgm",
    "ulid",
    "semver",
    "roaringbitmap",
    "hll",
    "ip4",
    "ip6",
    "ip4r",
    "ip6r",
    "iprange",
    "uri",
    "email",
    "bm25",
    "topogeometry",
    "h3index",
    "agtype",
    "mpaa_rating",
];
