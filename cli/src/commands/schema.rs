//! `limbeck schema`: what do the revisions make of a database?

use clap::{Args, ValueEnum};
use limbeck_core::Dialect;
use limbeck_core::compile::Compiled;
use limbeck_core::target::Target;
use limbeck_schema::simulate;

use crate::args::dialect;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::folder;
use crate::schema_text;
use crate::wording::listed;

/// The arguments of `limbeck schema`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Schema {
    /// After which revision.
    #[arg(
        value_name = "TARGET",
        default_value = "heads",
        allow_negative_numbers = true
    )]
    target: String,
    /// The database [default: the only one in use].
    #[arg(long, value_name = "DIALECT", value_parser = dialect())]
    dialect: Option<Dialect>,
    /// In which language.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// As statements, to be read.
    #[default]
    Sql,
    /// For programs; docs/json.md describes it.
    Json,
    /// A Mermaid diagram of the tables, which Markdown on code hosts shows.
    Mermaid,
}

impl Schema {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let project = folder::project(&context.options)?;
        let compilation = match self.dialect {
            Some(dialect) => folder::compile_for(&project, dialect, &[]),
            None => folder::compile_for_configured(&project, &[])?,
        };
        let Ok(compiled) = &compilation.result else {
            return Err(Failure::findings(compilation, "nothing shown"));
        };
        let dialect = self.dialect_of(compiled)?;
        let target = Target::parse(&self.target)?;
        let place = target.resolve(&compiled.graph)?;
        let marked = compiled.graph.closure(place.revisions());
        let Some(picture) = simulate(compiled, &compilation.sources, dialect, &marked) else {
            let message = format!("this limbeck cannot read SQL for {dialect}");
            return Err(Failure::usage(message)
                .help(format!("it was built without the feature `{dialect}`")));
        };
        match self.format {
            Format::Sql => {
                let text = schema_text::sql(&picture, dialect);
                if text.is_empty() {
                    context.output.note("the schema is empty");
                } else {
                    context.output.text(&text);
                }
            }
            Format::Json => context.output.json(&schema_text::json(&picture)),
            Format::Mermaid => context.output.text(&schema_text::mermaid(&picture)),
        }
        Ok(Exit::Done)
    }

    /// The one that was asked for, if it is in use, else the only one.
    fn dialect_of(&self, compiled: &Compiled) -> Result<Dialect, Failure> {
        match (self.dialect, compiled.dialects.as_slice()) {
            (Some(dialect), all) if all.contains(&dialect) => Ok(dialect),
            (None, [only]) => Ok(*only),
            (_, all) => {
                let names = listed(all.iter().map(|dialect| dialect.name()));
                let message = format!("the revisions are for {names}");
                Err(Failure::usage(message).help("say for which one: `--dialect`"))
            }
        }
    }
}
