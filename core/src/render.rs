//! Diagnostics as text: the same words for rustc, the command line and the tests.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::source::{FileId, Sources, Span};

/// How many findings are told in full, the rest only counted.
pub const MAX_TOLD: usize = 20;

/// Renders a diagnostic as rustc does: title, snippet, remarks. Without final line break.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, colors: bool) -> String {
    let renderer = if colors {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let report = group(diagnostic, sources);
    renderer.decor_style(DecorStyle::Ascii).render(&[report])
}

/// Renders a diagnostic for `compile_error!`, before which rustc writes `error: `.
///
/// The first line carries the place, for tools that show no other; the lines below align with each
/// other, for rustc indents them all alike.
pub fn render_for_rustc(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let text = render(diagnostic, sources, false);
    let below = text.split_once('\n').map_or("", |(_, below)| below);
    let position = diagnostic.position(sources);
    let Diagnostic { code, message, .. } = diagnostic;
    format!("[{code}] {position}: {message}\n{below}")
        .trim_end()
        .to_owned()
}

/// Says what was not told, if that is anything.
pub fn render_untold(total: usize) -> Option<String> {
    let untold = total.checked_sub(MAX_TOLD).filter(|&untold| untold > 0)?;
    Some(format!("and {untold} more; `limbeck check` shows all"))
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Note => Level::NOTE,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let title = level
        .primary_title(&diagnostic.message)
        .id(diagnostic.code.name());
    let mut group = match &diagnostic.place {
        Place::Path(path) => Group::with_title(title).element(Origin::path(path)),
        Place::Text(primary) => title.elements(snippets(diagnostic, primary, sources)),
    };
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note));
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    group
}

/// One snippet for each file: the primary place's first, the others in the order of their labels.
fn snippets<'a>(
    diagnostic: &'a Diagnostic,
    primary: &Span,
    sources: &'a Sources,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let mut files: Vec<FileId> = vec![primary.file];
    for label in &diagnostic.labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    let of_file = |file: FileId| {
        let source = sources.file(file);
        let mut snippet = Snippet::source(&source.text).path(&source.path);
        if file == primary.file {
            let mark = AnnotationKind::Primary.span(primary.range.clone());
            let label = Some(diagnostic.label.as_str()).filter(|label| !label.is_empty());
            snippet = snippet.annotation(mark.label(label));
        }
        for label in diagnostic.labels.iter().filter(|l| l.span.file == file) {
            let mark = AnnotationKind::Context.span(label.span.range.clone());
            snippet = snippet.annotation(mark.label(&label.text));
        }
        snippet
    };
    files.into_iter().map(of_file).collect()
}
