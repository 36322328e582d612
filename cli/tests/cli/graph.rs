//! `limbeck graph`.

use crate::graphs::{CHAIN, TWO_BASES, graph};

#[track_caller]
fn drawn(revisions: &[&str], expected: &str) {
    let expected = expected.trim_start_matches('\n');
    graph(revisions).run(&["graph"]).ends(0).says(expected);
}

#[test]
fn a_chain_is_one_lane() {
    drawn(CHAIN, "* c (head), Add c\n* b, Add b\n* a, Add a\n");
}

#[test]
fn a_branch_leaves_and_a_merge_joins() {
    drawn(
        &["a:", "b: a", "c: a", "d: b c", "e: d"],
        r"
* e (head), Add e
* d (mergepoint), Add d
|\
| * c, Add c
* | b, Add b
|/
* a (branchpoint), Add a
",
    );
}

#[test]
fn lines_that_have_nothing_in_common_do_not_touch() {
    drawn(
        TWO_BASES,
        r"
* z (head), Add z
| * y (billing) (head) (depends on c), Add y
| * x (billing), Add x
* d (mergepoint), Add d
|\
| * c, Add c
* | b, Add b
|/
* a (branchpoint), Add a
",
    );
    drawn(
        &["a:", "b: a", "x:"],
        "* x (head), Add x\n\n* b (head), Add b\n* a, Add a\n",
    );
}

#[test]
fn a_criss_cross_crosses() {
    drawn(
        &["a:", "b: a", "c: a", "d: b c", "e: c b", "f: d e"],
        r"
* f (head) (mergepoint), Add f
|\
| * e (mergepoint), Add e
| |\
* | | d (mergepoint), Add d
|\| |
| |/
|/|
| * c (branchpoint), Add c
* | b (branchpoint), Add b
|/
* a (branchpoint), Add a
",
    );
}

#[test]
fn a_long_way_passes_behind_the_lanes_between() {
    drawn(
        &[
            "a:", "x: a", "y: x", "b: a", "p: a", "q: p", "z: y", "c: b", "e: a",
        ],
        r"
* e (head), Add e
| * c (head), Add c
| | * z (head), Add z
| | | * q (head), Add q
| | | * p, Add p
| |_|/
|/| |
| * | b, Add b
|/ /
| * y, Add y
| * x, Add x
|/
* a (branchpoint), Add a
",
    );
}

#[test]
fn the_gap_of_a_line_that_ends_is_closed() {
    drawn(
        &["a:", "b: a", "x:", "y:", "e: a", "xx: x", "yy: y", "bb: b"],
        r"
* bb (head), Add bb
| * yy (head), Add yy
| | * xx (head), Add xx
| | | * e (head), Add e
| * | | y, Add y
|  / /
| * | x, Add x
|  /
* | b, Add b
|/
* a (branchpoint), Add a
",
    );
}

#[test]
fn a_range_is_drawn_without_what_leads_to_it() {
    let project = graph(TWO_BASES);
    let run = project.run(&["graph", "-r", "b:z"]).ends(0);
    run.says("* z (head), Add z\n* d (mergepoint), Add d\n* b, Add b\n");
}

#[test]
fn where_the_database_is_is_marked_when_asked_for() {
    let project = graph(CHAIN);
    let database = "--database-url=sqlite:app.db";
    project.run(&["upgrade", "b", database]).ends(0);
    let run = project.run(&["graph", "-i", database]).ends(0);
    run.says("* c (head), Add c\n* b (current), Add b\n* a, Add a\n");
    let run = project.run(&["graph", "-i", "--format=dot", database]);
    run.ends(0)
        .says_with("\"b\" [label=\"b\\nAdd b\", penwidth=3];");
    let run = project.run(&["graph", "-i", "--format=mermaid", database]);
    run.ends(0).says_with("\n  style r1 stroke-width:3px\n");
    let run = project.run(&["graph", "-i", "--format=svg", database]);
    run.ends(0)
        .says_with("r=\"7\"")
        .says_with("b (current), Add b</text>");
}

#[test]
fn what_a_message_says_is_never_read_as_markup() {
    let project = graph(CHAIN);
    let text = project.read("migrations/02_b.sql");
    let message = r#"1. "Quote" \ <b>&amp; #35; `x`"#;
    project.write("migrations/02_b.sql", text.replace("Add b", message));
    let run = project.run(&["graph", "--format", "dot"]).ends(0);
    run.says(
        r#"digraph revisions {
  node [shape=box, style=rounded, fontname="sans-serif"];
  "c" [label="c\nAdd c"];
  "b" [label="b\n1. \"Quote\" \\ <b>&amp; #35; `x`"];
  "a" [label="a\nAdd a"];
  "c" -> "b";
  "b" -> "a";
}
"#,
    );
    let run = project.run(&["graph", "--format", "mermaid"]).ends(0);
    run.says(
        r#"flowchart TB
  r2["c<br/>Add c"]
  r1["b<br/>1#46; #34;Quote#34; #92; #60;b#62;#38;amp#59; #35;35#59; #96;x#96;"]
  r0["a<br/>Add a"]
  r2 --> r1
  r1 --> r0
"#,
    );
    let run = project.run(&["graph", "--format", "svg", "--color", "always"]);
    run.ends(0)
        .says_with(r#">b, 1. "Quote" \ &lt;b&gt;&amp;amp; #35; `x`</text>"#);
}

#[test]
fn dependencies_are_dashed_edges() {
    let project = graph(&["a:", "x:", "y: x < a"]);
    let run = project.run(&["graph", "--format", "dot"]).ends(0);
    run.says_with("  \"y\" -> \"x\";\n  \"y\" -> \"a\" [style=dashed, label=\"depends on\"];\n");
    let run = project.run(&["graph", "--format", "mermaid"]).ends(0);
    run.says_with("  r2 --> r1\n  r2 -. depends on .-> r0\n");
}

#[test]
fn each_lane_has_its_colour() {
    let project = graph(&["a:", "b: a", "c: a"]);
    let run = project.run(&["graph", "--color", "always"]).ends(0);
    run.says_with("\u{1b}[31m*\u{1b}[0m ")
        .says_with("\n\u{1b}[31m|\u{1b}[0m \u{1b}[32m*\u{1b}[0m ")
        .says_with("\n\u{1b}[31m|\u{1b}[0m\u{1b}[32m/\u{1b}[0m\n");
}
