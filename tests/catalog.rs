//! Every code has its page and its compile-fail case, and every page tells the truth.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use limbeck_core::Dialect;
use limbeck_core::code::Code;
use limbeck_core::compile::{Compilation, compile};
use limbeck_core::diagnostic::Diagnostic;
use limbeck_core::project::Project;
use limbeck_core::render::render;
use limbeck_schema::{Options, check};

const DIALECTS: [Dialect; 2] = [Dialect::Postgres, Dialect::Sqlite];

/// Folders of `tests/ui` that belong to no code.
const WITHOUT_CODE: [&str; 2] = ["macro_arguments", "several_faults"];

/// Codes of notes, which the compiler does not tell.
const ONLY_NOTES: [Code; 1] = [Code::Opaque];

#[test]
fn every_code_has_a_page_with_its_parts() {
    for code in Code::ALL {
        let page = page(*code);
        let lines: Vec<&str> = page.lines().collect();
        assert_eq!(lines[0], format!("# {code}"));
        assert_eq!(lines[2], code.summary(), "{code}: the summary");
        for heading in ["## Problem", "## Solution"] {
            let count = lines.iter().filter(|line| **line == heading).count();
            assert_eq!(count, 1, "{code}: {heading}");
        }
    }
}

#[test]
fn every_page_has_a_code() {
    let pages = names(&docs(), |name| name.strip_suffix(".md").map(str::to_owned));
    let codes: BTreeSet<String> = Code::ALL
        .iter()
        .map(|code| code.name().to_owned())
        .collect();
    assert_eq!(pages, codes);
}

#[test]
fn every_code_has_a_compile_fail_case_and_every_case_a_code() {
    let mut found = names(&tests().join("ui"), |name| Some(name.to_owned()));
    found.extend(names(&tests().join("ui_config"), |name| {
        Some(name.to_owned())
    }));
    let mut expected: BTreeSet<String> = compiler_codes().map(folder_name).collect();
    expected.extend(WITHOUT_CODE.map(str::to_owned));
    assert_eq!(found, expected);
    for name in found {
        let cases = cases(&ui_folder(&name));
        assert!(!cases.is_empty(), "{name} has no case");
    }
}

#[test]
fn every_case_says_what_it_checks_and_names_its_own_folder() {
    for (name, case) in all_cases() {
        let source = fs::read_to_string(case.with_extension("rs")).unwrap();
        let place = case.display();
        assert!(source.starts_with("//! "), "{place}: says what is checked");
        let stem = case.file_stem().unwrap().to_str().unwrap();
        let folder = format!("\"ui/{name}/{stem}\"");
        // A configured case names its folder in limbeck.toml, a case of arguments none.
        if ui_folder(&name).starts_with(tests().join("ui")) && name != "macro_arguments" {
            assert!(source.contains(&folder), "{place}: should compile {folder}");
        }
    }
}

#[test]
fn every_case_has_its_one_fault() {
    for code in compiler_codes() {
        let name = folder_name(code);
        for case in cases(&ui_folder(&name)) {
            let compilation = compile_case(&case);
            let found = found(&compilation);
            let codes: Vec<Code> = found.iter().map(|diagnostic| diagnostic.code).collect();
            assert_eq!(codes, [code], "{}:\n{}", case.display(), told(&compilation));
        }
    }
}

#[test]
fn the_case_of_several_faults_has_several() {
    for case in cases(&ui_folder("several_faults")) {
        let compilation = compile_case(&case);
        assert!(
            found(&compilation).len() > 1,
            "{}:\n{}",
            case.display(),
            told(&compilation)
        );
    }
}

/// The files under `## Problem` give the message under them, and nothing else; where `## Solution`
/// shows files, these in the others' place compile.
///
/// `LIMBECK_BLESS=1` writes the messages into the pages: read what changed.
#[test]
fn every_page_shows_what_happens() {
    for code in Code::ALL {
        let text = page(*code);
        let (problem, solution) = text.split_at(text.find("\n## Solution").unwrap());
        let mut files = Files::new();
        let blocks = blocks(problem);
        let (message, shown) = blocks.split_last().unwrap();
        assert_eq!(message.path, None, "{code}: the message comes last");
        for block in shown {
            let path = block
                .path
                .as_ref()
                .unwrap_or_else(|| panic!("{code}: a block without path"));
            files.insert(path.clone(), problem[block.text.clone()].to_owned());
        }
        let compilation = compile_page(*code, &files);
        let now = told(&compilation) + "\n";
        if std::env::var_os("LIMBECK_BLESS").is_some() {
            let mut text = text.clone();
            text.replace_range(message.text.clone(), &now);
            fs::write(docs().join(format!("{code}.md")), text).unwrap();
        } else {
            assert_eq!(problem[message.text.clone()], now, "{code}: the message");
        }
        let codes: Vec<Code> = found(&compilation).iter().map(|one| one.code).collect();
        assert!(!codes.is_empty(), "{code}: the example compiles");
        assert!(codes.iter().all(|found| found == code), "{code}: {codes:?}");

        let mut shown = self::blocks(solution);
        shown.retain(|block| block.path.is_some());
        let is_shown = !shown.is_empty();
        files.extend(shown.into_iter().map(|block| {
            let text = solution[block.text].to_owned();
            (block.path.unwrap_or_default(), text)
        }));
        let compilation = compile_page(*code, &files);
        let left = found(&compilation);
        let is_mended = match code {
            // Its page shows no revisions.
            Code::BadConfig => left.iter().all(|found| found.code != *code),
            _ => left.is_empty() || !is_shown,
        };
        assert!(
            is_mended,
            "{code}: the solution fails\n{}",
            told(&compilation)
        );
    }
}

type Files = BTreeMap<String, String>;

/// A fenced block; with the path that stands before it, `` `path`: ``.
struct Block {
    path: Option<String>,
    text: Range<usize>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let (mut at, mut path, mut open) = (0, None, None);
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let start = at;
        at += line.len();
        match (open, content) {
            (None, _) if content.starts_with("```") => open = Some(at),
            (Some(begin), "```") => {
                let text = begin..start;
                blocks.push(Block {
                    path: path.take(),
                    text,
                });
                open = None;
            }
            (None, "") | (Some(_), _) => {}
            (None, _) => {
                let quoted = content
                    .strip_prefix('`')
                    .and_then(|rest| rest.strip_suffix("`:"));
                path = quoted.map(str::to_owned);
            }
        }
    }
    // What is no file and no message is a hint for the shell or for Rust.
    let is_message = |block: &Block| {
        let text = &text[block.text.clone()];
        let kinds = ["error[", "warning[", "note["];
        kinds.iter().any(|kind| text.starts_with(kind))
    };
    blocks.retain(|block| block.path.is_some() || is_message(block));
    blocks
}

fn compile_page(code: Code, files: &Files) -> Compilation {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join("pages")
        .join(code.name());
    if root.exists() {
        fs::remove_dir_all(&root).unwrap();
    }
    fs::create_dir_all(&root).unwrap();
    if code != Code::Unreadable {
        fs::create_dir(root.join("migrations")).unwrap();
    }
    for (path, text) in files {
        let bytes = match code {
            Code::NotUtf8 => text.chars().map(|c| u8::try_from(c).unwrap()).collect(),
            _ => text.clone().into_bytes(),
        };
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    compile_in(&root, &root.join("migrations"))
}

fn compile_case(case: &Path) -> Compilation {
    compile_in(case, case)
}

/// Compiles `folder` under `root`; a configuration in the root names its own folder.
fn compile_in(root: &Path, folder: &Path) -> Compilation {
    let config = Some(root.join("limbeck.toml")).filter(|path| path.exists());
    let project = Project {
        root: root.to_owned(),
        folder: config.is_none().then(|| folder.to_owned()),
        config,
        base: root.to_owned(),
    };
    compile(&project, &DIALECTS)
}

/// What the macro or `limbeck check` finds.
fn found(compilation: &Compilation) -> Vec<Diagnostic> {
    match &compilation.result {
        Ok(compiled) => check(compiled, &compilation.sources, &Options::default()).found,
        Err(found) => found.clone(),
    }
}

fn told(compilation: &Compilation) -> String {
    let found = found(compilation);
    let texts = found.iter().map(|d| render(d, &compilation.sources, false));
    texts.collect::<Vec<_>>().join("\n\n")
}

fn all_cases() -> Vec<(String, PathBuf)> {
    let codes = compiler_codes().map(folder_name);
    let names = codes.chain(WITHOUT_CODE.map(str::to_owned));
    names
        .flat_map(|name| {
            let cases = cases(&ui_folder(&name));
            cases.into_iter().map(move |case| (name.clone(), case))
        })
        .collect()
}

fn compiler_codes() -> impl Iterator<Item = Code> {
    let codes = Code::ALL.iter().copied();
    codes.filter(|code| !ONLY_NOTES.contains(code))
}

/// The cases in a folder: each is `<case>.rs`, mostly with a folder `<case>` beside it.
fn cases(folder: &Path) -> Vec<PathBuf> {
    let names = names(folder, |name| name.strip_suffix(".rs").map(str::to_owned));
    names.into_iter().map(|name| folder.join(name)).collect()
}

fn names(folder: &Path, name: impl Fn(&str) -> Option<String>) -> BTreeSet<String> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter_map(|found| name(&found)).collect()
}

fn page(code: Code) -> String {
    let path = docs().join(format!("{code}.md"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn folder_name(code: Code) -> String {
    code.name().replace('-', "_")
}

fn ui_folder(name: &str) -> PathBuf {
    let configured = tests().join("ui_config").join(name);
    if configured.exists() {
        configured
    } else {
        tests().join("ui").join(name)
    }
}

fn docs() -> PathBuf {
    tests().join("../docs/codes")
}

fn tests() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
