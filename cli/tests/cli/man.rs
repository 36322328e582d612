//! `limbeck man`.

use std::fs;

use crate::project::Project;

#[test]
fn the_page_is_printed() {
    let run = Project::new().run(&["man"]).ends(0).complains("");
    run.says_with(".TH limbeck 1")
        .says_with("limbeck\\-merge(1)");
}

#[test]
fn every_command_has_a_page() {
    let project = Project::new();
    let run = project.run(&["man", "--to", "share/man1"]).ends(0);
    let count = fs::read_dir(project.path("share/man1"))
        .expect("read")
        .count();
    run.says(&format!("{count} pages written to share/man1\n"));
    for name in ["limbeck.1", "limbeck-merge.1", "limbeck-init.1"] {
        assert!(project.path("share/man1").join(name).exists(), "{name}");
    }
    let page = project.read("share/man1/limbeck-merge.1");
    assert!(page.contains("\\-\\-branch\\-label"), "{page}");
}
