//! `limbeck check --format`.

use serde_json::Value;

use crate::project::Project;

/// A parent that does not exist behind characters of several bytes, and two heads in another.
fn with_a_finding() -> Project {
    let project = Project::new();
    project.write(
        "migrations/1_a.sql",
        "-- Grüße\n-- revision: a\n-- parent: żółw\n-- migrate: upgrade\nSELECT 1;\n-- migrate: downgrade\nSELECT 1;\n",
    );
    project.revision("2_b.sql", "b", "x");
    project
}

#[test]
fn json_is_one_object_a_line() {
    let project = with_a_finding();
    project.revision("1_a.sql", "a", "y");
    let run = project.run(&["check", "--format", "json"]).ends(1);
    run.says(
        "{\"code\":\"unknown-parent\",\"severity\":\"error\",\
         \"message\":\"revision `a` names a parent that does not exist: `y`\",\
         \"file\":\"migrations/1_a.sql\",\"line\":4,\"column\":12,\"end_line\":4,\"end_column\":13,\
         \"label\":\"no revision has this id\",\"labels\":[],\"notes\":[],\
         \"help\":[\"there is a revision `b`\"]}\n\
         {\"code\":\"unknown-parent\",\"severity\":\"error\",\
         \"message\":\"revision `b` names a parent that does not exist: `x`\",\
         \"file\":\"migrations/2_b.sql\",\"line\":4,\"column\":12,\"end_line\":4,\"end_column\":13,\
         \"label\":\"no revision has this id\",\"labels\":[],\"notes\":[],\
         \"help\":[\"there is a revision `a`\"]}\n",
    )
    .complains("");
}

#[test]
fn other_places_and_columns_in_characters_are_told() {
    let project = Project::with_two_heads();
    let run = project.run(&["check", "--format", "json"]).ends(1);
    let finding: Value = serde_json::from_str(&run.stdout).expect("one object");
    assert_eq!(finding["labels"][0]["file"], "migrations/2_b.sql");
    assert_eq!(finding["labels"][0]["line"], 3);
    assert_eq!(finding["labels"][0]["text"], "nor this");

    let run = with_a_finding().run(&["check", "--format", "json"]).ends(1);
    let first = run.stdout.lines().next().expect("a line");
    let finding: Value = serde_json::from_str(first).expect("an object");
    assert_eq!(
        (&finding["line"], &finding["column"]),
        (&3.into(), &12.into())
    );
}

#[test]
fn what_is_no_text_has_a_file_and_perhaps_a_line() {
    let project = Project::new();
    project.write("migrations/1_a.sql", b"-- a\n-- \xFF\n");
    project.write("migrations/notes.txt", "");
    let run = project.run(&["check", "--format", "json"]).ends(1);
    let findings: Vec<Value> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object"))
        .collect();
    assert_eq!(findings[0]["file"], "migrations/1_a.sql");
    assert_eq!(findings[0]["line"], 2);
    assert_eq!(findings[1]["file"], "migrations/notes.txt");
    assert_eq!(findings[1]["line"], Value::Null);
}

#[test]
fn github_gets_workflow_commands() {
    let project = Project::new();
    project.revision("1,a.sql", "a", "y");
    let run = project.run(&["check", "--format", "github"]).ends(1);
    run.says(
        "::error file=migrations/1%2Ca.sql,line=4,endLine=4,col=12,endColumn=13,title=unknown-parent\
         ::revision `a` names a parent that does not exist: `y`\
         %0Ahelp: name a revision of this folder, or bring its file back\n",
    );
}

#[test]
fn sarif_has_rules_and_results() {
    let project = Project::with_two_heads();
    let run = project.run(&["check", "--format", "sarif"]).ends(1);
    let log: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rule = &run["tool"]["driver"]["rules"][0];
    assert_eq!(rule["id"], "multiple-heads");
    assert_eq!(
        rule["shortDescription"]["text"],
        "The graph ends in several revisions."
    );
    let help = rule["help"]["text"].as_str().expect("a text");
    assert!(help.starts_with("# multiple-heads\n"), "{help}");
    let result = &run["results"][0];
    assert_eq!(
        (&result["ruleId"], &result["level"]),
        (&rule["id"], &"error".into())
    );
    assert_eq!(result["ruleIndex"], 0);
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "migrations/3_c.sql");
    assert_eq!(place["region"]["startLine"], 3);
    assert_eq!(place["region"]["endColumn"], 15);
    assert_eq!(result["relatedLocations"][0]["message"]["text"], "nor this");
}

#[test]
fn without_findings_every_format_ends_well() {
    let project = Project::with_one_head();
    for format in ["json", "github"] {
        let run = project.run(&["check", "--format", format]).ends(0);
        run.says("").complains("");
    }
    let run = project.run(&["check", "--format", "sarif"]).ends(0);
    let log: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(log["runs"][0]["results"], Value::Array(Vec::new()));
    project
        .run(&["check", "--format", "human"])
        .ends(0)
        .says("2 revisions, no findings\n");
}
