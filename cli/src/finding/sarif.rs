//! Findings as a SARIF 2.1.0 log, which code scanners and editors read.

use std::fmt::Write;

use limbeck_core::code::Code;
use limbeck_core::diagnostic::Diagnostic;
use limbeck_core::source::Sources;
use serde_json::{Value, json};

use super::{Finding, Region};
use crate::pages::page;

/// Returns the log; its rules are the codes that were found.
pub(crate) fn log(found: &[Diagnostic], sources: &Sources) -> Value {
    let mut codes: Vec<Code> = found.iter().map(|one| one.code).collect();
    codes.sort();
    codes.dedup();
    let results = found.iter().map(|one| {
        let rule = codes.binary_search(&one.code).unwrap_or_default();
        result(&Finding::of(one, sources), rule)
    });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "limbeck",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": codes.iter().copied().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
        }],
    })
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": { "text": code.summary() },
        "help": { "text": page(code), "markdown": page(code) },
    })
}

fn result(finding: &Finding<'_>, rule: usize) -> Value {
    let mut message = finding.message.to_owned();
    for help in finding.help {
        // To a `String`, which takes everything.
        let _ = write!(message, "\nhelp: {help}");
    }
    let related = finding.labels.iter().map(|label| {
        json!({
            "message": { "text": label.text },
            "physicalLocation": location(label.region),
        })
    });
    json!({
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": { "text": message },
        "locations": [{ "physicalLocation": location(finding.region) }],
        "relatedLocations": related.collect::<Vec<_>>(),
    })
}

fn location(region: Region<'_>) -> Value {
    let mut location = json!({ "artifactLocation": { "uri": uri(region.file) } });
    let numbers = [
        ("startLine", region.line),
        ("startColumn", region.column),
        ("endLine", region.end_line),
        ("endColumn", region.end_column),
    ];
    for (key, number) in numbers {
        if let Some(number) = number {
            location["region"][key] = number.into();
        }
    }
    location
}

/// Returns a path as a URI reference, relative as it is.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // To a `String`, which takes everything.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(uri("my sql/ż:1.sql"), "my%20sql/%C5%BC%3A1.sql");
        assert_eq!(uri("/srv/a.sql"), "file:///srv/a.sql");
    }
}
