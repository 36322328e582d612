//! `limbeck schema`.

use serde_json::Value;

use crate::project::Project;

/// Users with an address, then posts of theirs; the second revision renames the address.
fn project(dialect: &str) -> Project {
    let project = Project::new();
    project.write("limbeck.toml", format!("[dialects]\n{dialect} = \"any\"\n"));
    project.write(
        "migrations/1_users.sql",
        "-- revision: users\n-- parent: base\n\n-- migrate: upgrade\n\
         CREATE TABLE users (id INTEGER PRIMARY KEY, mail TEXT NOT NULL);\n\
         CREATE INDEX ix_users_mail ON users (mail);\n\n\
         -- migrate: downgrade\nDROP TABLE users;\n",
    );
    project.write(
        "migrations/2_posts.sql",
        "-- revision: posts\n-- parent: users\n\n-- migrate: upgrade\n\
         ALTER TABLE users RENAME COLUMN mail TO email;\n\
         CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id), title VARCHAR(80) DEFAULT 'none');\n\
         CREATE VIEW titles AS SELECT title FROM posts;\n\n\
         -- migrate: downgrade\nDROP VIEW titles;\nDROP TABLE posts;\n\
         ALTER TABLE users RENAME COLUMN email TO mail;\n",
    );
    project
}

#[test]
fn the_schema_is_shown_at_every_revision() {
    let project = project("postgres");
    let run = project.run(&["schema", "users"]).ends(0).complains("");
    run.says(
        "CREATE TABLE users (\n    id integer NOT NULL,\n    mail text NOT NULL,\n    \
         CONSTRAINT users_pkey PRIMARY KEY (id)\n);\n\
         CREATE INDEX ix_users_mail ON users (mail);\n",
    );
    let run = project.run(&["schema"]).ends(0);
    run.says_with("    email text NOT NULL,\n")
        .says_with("CREATE INDEX ix_users_mail ON users (email);\n")
        .says_with(
            "    CONSTRAINT posts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)\n",
        )
        .says_with("    title varchar(80) DEFAULT 'none',\n")
        .says_with("CREATE VIEW titles AS ");
}

#[test]
fn sqlite_has_its_own_words() {
    let run = project("sqlite").run(&["schema"]).ends(0);
    run.says_with("    email TEXT NOT NULL,\n")
        .says_with("    FOREIGN KEY (user_id) REFERENCES users (id)\n")
        .says_with("    title VARCHAR(80) DEFAULT 'none',\n");
}

#[test]
fn programs_get_it_as_data() {
    for dialect in ["postgres", "sqlite"] {
        let run = project(dialect)
            .run(&["schema", "--format", "json"])
            .ends(0);
        let schema: Value = serde_json::from_str(&run.stdout).expect("JSON");
        let posts = &schema["tables"][0];
        assert_eq!(posts["name"], "posts", "{dialect}");
        assert_eq!(posts["columns"][1]["name"], "user_id");
        assert_eq!(posts["columns"][1]["not_null"], true);
        assert_eq!(posts["columns"][2]["default"], "'none'");
        assert_eq!(posts["primary_key"][0], "id");
        assert_eq!(posts["foreign_keys"][0]["table"], "users");
        assert_eq!(schema["tables"][1]["indexes"][0]["parts"][0], "email");
        assert_eq!(schema["views"][0]["name"], "titles");
        assert_eq!(schema["is_open"], false);
    }
}

#[test]
fn a_diagram_has_a_box_for_each_table_and_a_line_for_each_foreign_key() {
    let run = project("postgres")
        .run(&["schema", "--format", "mermaid"])
        .ends(0);
    run.says(
        "erDiagram\n  \"posts\" {\n    integer id PK\n    integer user_id FK\n    varchar(80) title\n  }\n  \
         \"users\" {\n    integer id PK\n    text email\n  }\n  \
         \"users\" ||--o{ \"posts\" : \"user_id\"\n",
    );
}

#[test]
fn of_several_databases_one_is_chosen() {
    let project = project("sqlite");
    project.write(
        "limbeck.toml",
        "[dialects]\nsqlite = \"any\"\npostgres = \"13\"\n",
    );
    let run = project.run(&["schema"]).ends(2);
    run.complains(
        "error: the revisions are for `postgres` and `sqlite`\nhelp: say for which one: `--dialect`\n",
    );
    project
        .run(&["schema", "--dialect", "sqlite"])
        .ends(0)
        .says_with("email TEXT");
    project.run(&["schema", "--dialect", "mysql"]).ends(2);
}

#[test]
fn what_cannot_be_shown_says_why() {
    let project = project("sqlite");
    project
        .run(&["schema", "usres"])
        .ends(2)
        .complains_with("help: there is `users`");
    project.run(&["schema", "base"]).ends(0).says("");
    project.revision("3.sql", "x", "nowhere");
    let run = project.run(&["schema"]).ends(1);
    run.complains_with("error[unknown-parent]")
        .complains_with("1 error, nothing shown\n");
}
