//! `limbeck completions`.

use crate::project::Project;

#[test]
fn every_shell_gets_a_script_that_knows_the_commands() {
    let project = Project::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = project.run(&["completions", shell]).ends(0).complains("");
        run.says_with("branch-label").says_with("generate");
    }
    project.run(&["completions", "tcsh"]).ends(2);
    project.run(&["completions"]).ends(2);
}
