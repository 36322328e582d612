//! A model that scripts are tried on by reading them.

use std::ops::Range;
use std::sync::Arc;

use limbeck_core::code::Code;
use limbeck_core::diagnostic::{Diagnostic, Severity};

use super::run::Site;
use super::store::Mark;
use super::{Rules, Schema};
use crate::effect::{Reading, Refusal};
use crate::picture::Picture;
use crate::reader::Reader;
use crate::simulator::{Difference, Input, Outcome, Simulator};

/// A reader and the schema that its readings have made.
#[derive(Debug)]
pub(crate) struct Simulated<R> {
    reader: R,
    schema: Schema,
    /// Where the last upgrade began.
    before: Option<Mark>,
    /// Whether the last upgrade had something that was not understood.
    was_opaque: bool,
    /// Whether it was said where the world opened.
    has_opened: bool,
}

impl<R: Reader> Simulated<R> {
    /// Starts with a fresh database.
    pub(crate) fn new(reader: R, rules: Rules) -> Self {
        Simulated {
            reader,
            schema: Schema::new(rules),
            before: None,
            was_opaque: false,
            has_opened: false,
        }
    }

    fn run(&mut self, input: Input<'_>) -> Outcome {
        let mut site = Site {
            file: Some(input.file),
            revision: Arc::from(input.revision),
            place: None,
        };
        let statements = input.script.statements.iter();
        let ranges: Vec<Range<usize>> = statements.map(|known| known.range.clone()).collect();
        let readings = self.reader.read(input.text, &ranges);
        let mut outcome = Outcome::default();
        for (index, (range, reading)) in ranges.iter().zip(readings).enumerate() {
            let assumptions = input.assumptions.iter();
            let mut assumptions = assumptions
                .filter(|known| known.statement == index)
                .peekable();
            if assumptions.peek().is_some() && reading.opaque {
                for assumption in assumptions {
                    site.place = Some(assumption.at.clone());
                    for reading in self.assumed(assumption.effect) {
                        self.statement(&site, &assumption.at, &reading, &mut outcome);
                    }
                }
                site.place = None;
                continue;
            }
            outcome
                .found
                .extend(assumptions.filter_map(|known| unneeded(&site, &known.at)));
            if reading.refusal.is_some() {
                self.doubt_words(input.text.get(range.clone()).unwrap_or_default(), &site);
            }
            self.statement(&site, range, &reading, &mut outcome);
        }
        self.schema.run(&site).end_revision();
        outcome
    }

    /// Nothing that a statement mentions is certain which cannot be understood at all.
    fn doubt_words(&mut self, text: &str, site: &Site) {
        let mut run = self.schema.run(site);
        run.store.tick();
        let is_word = |char: char| char.is_alphanumeric() || char == '_' || char == '$';
        for word in text
            .split(|char| !is_word(char))
            .filter(|word| !word.is_empty())
        {
            run.fog(word);
            run.fog(&word.to_lowercase());
        }
    }

    fn statement(
        &mut self,
        site: &Site,
        range: &Range<usize>,
        reading: &Reading,
        outcome: &mut Outcome,
    ) {
        if let Some(refusal) = &reading.refusal {
            outcome.found.extend(refused(site, refusal));
        }
        outcome.opaque += usize::from(reading.opaque);
        let was_open = self.schema.is_open();
        outcome
            .found
            .extend(self.schema.apply(&reading.effects, site));
        if !was_open && self.schema.is_open() && !self.has_opened {
            self.has_opened = true;
            outcome.opened = opened(site, range);
        }
    }

    /// Reads what the author says that a statement does.
    fn assumed(&mut self, effect: &str) -> Vec<Reading> {
        if effect.trim().eq_ignore_ascii_case("nothing") {
            return Vec::new();
        }
        self.reader
            .read(effect, std::slice::from_ref(&(0..effect.len())))
    }
}

fn refused(site: &Site, refusal: &Refusal) -> Option<Diagnostic> {
    let diagnostic = Diagnostic::at(
        Code::SyntaxError,
        site.span(&refusal.at)?,
        refusal.message.clone(),
    );
    Some(diagnostic.maybe_help(refusal.help.clone()))
}

/// The note on the statement behind which anything may exist.
fn opened(site: &Site, range: &Range<usize>) -> Option<Diagnostic> {
    let message = "this statement may do anything to the schema";
    let diagnostic = Diagnostic::at(Code::Opaque, site.span(range)?, message)
        .severity(Severity::Note)
        .label("not understood; what is missing from here on is no error")
        .help("say what it does: `-- migrate: assume <SQL>`, or `-- migrate: assume nothing`");
    Some(diagnostic)
}

fn unneeded(site: &Site, at: &Range<usize>) -> Option<Diagnostic> {
    let message = "the statement is understood without `assume`";
    let diagnostic = Diagnostic::at(Code::AssumeUnneeded, site.span(at)?, message)
        .severity(Severity::Warning)
        .help("leave the directive out");
    Some(diagnostic)
}

impl<R: Reader> Simulator for Simulated<R> {
    fn upgrade(&mut self, input: Input<'_>) -> Outcome {
        self.schema.store.forget_past();
        self.before = Some(self.schema.mark());
        let outcome = self.run(input);
        self.was_opaque = outcome.opaque > 0 || !outcome.found.is_empty();
        outcome
    }

    fn prove(&mut self, downgrade: Input<'_>) -> (Outcome, Difference) {
        let Some(before) = self.before else {
            return (Outcome::default(), Difference::default());
        };
        let has_opened = self.has_opened;
        let after = self.schema.mark();
        let mut outcome = self.run(downgrade);
        let mut difference = self.schema.difference(before);
        difference.is_uncertain |=
            self.was_opaque || outcome.opaque > 0 || !outcome.found.is_empty();
        self.schema.store.rollback(after);
        // What opens the world on the way back does not open it on the way on.
        self.has_opened = has_opened;
        outcome.opened = None;
        (outcome, difference)
    }

    fn picture(&self) -> Picture {
        self.schema.picture()
    }

    fn snapshot(&self) -> String {
        self.schema.snapshot()
    }

    fn restore(&mut self, snapshot: &str) -> bool {
        match Schema::restore(snapshot, self.schema.rules) {
            Some(schema) => {
                self.schema = schema;
                true
            }
            None => false,
        }
    }
}
