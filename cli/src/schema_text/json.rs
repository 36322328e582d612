//! A schema in JSON; its keys are only ever added to.

use limbeck_schema::picture::{Column, ForeignKey, Index, Name, Picture, Table, Type, View};
use serde_json::{Value, json};

/// Returns the schema; names have a schema only where that has to be said.
pub(crate) fn json(picture: &Picture) -> Value {
    let list = |values: Vec<Value>| Value::Array(values);
    json!({
        "schemas": picture.schemas,
        "extensions": picture.extensions,
        "types": list(picture.types.iter().map(data_type).collect()),
        "sequences": list(picture.sequences.iter().map(name).collect()),
        "tables": list(picture.tables.iter().map(table).collect()),
        "views": list(picture.views.iter().map(view).collect()),
        "routines": list(picture.routines.iter().map(|routine| json!({
            "name": name(&routine.name),
            "kind": routine.kind,
            "arguments": routine.arguments,
        })).collect()),
        "is_open": picture.is_open,
    })
}

fn name(name: &Name) -> Value {
    match &name.schema {
        Some(schema) => format!("{schema}.{}", name.name).into(),
        None => name.name.clone().into(),
    }
}

fn data_type(one: &Type) -> Value {
    json!({
        "name": name(&one.name),
        "is_domain": one.is_domain,
        "labels": one.labels,
        "definition": one.definition,
    })
}

fn table(table: &Table) -> Value {
    let triggers = table.triggers.iter();
    let triggers: Vec<Value> = triggers
        .map(|trigger| json!({ "name": trigger.name, "definition": trigger.definition }))
        .collect();
    let constraints = table.constraints.iter().map(|constraint| {
        json!({
            "name": constraint.name,
            "kind": constraint.kind,
            "columns": constraint.columns,
            "expression": constraint.expression,
        })
    });
    json!({
        "name": name(&table.name),
        "columns": table.columns.iter().map(column).collect::<Vec<_>>(),
        "is_incomplete": table.is_incomplete,
        "primary_key": table.primary_key,
        "foreign_keys": table.foreign_keys.iter().map(foreign_key).collect::<Vec<_>>(),
        "constraints": constraints.collect::<Vec<_>>(),
        "indexes": table.indexes.iter().map(index).collect::<Vec<_>>(),
        "triggers": triggers,
    })
}

fn column(column: &Column) -> Value {
    json!({
        "name": column.name,
        "type": column.data_type,
        "not_null": column.not_null,
        "default": column.default,
        "generated": column.generated,
        "identity": column.identity,
    })
}

fn foreign_key(key: &ForeignKey) -> Value {
    json!({
        "name": key.name,
        "columns": key.columns,
        "table": name(&key.table),
        "referred": key.referred,
        "actions": key.actions,
    })
}

fn index(index: &Index) -> Value {
    json!({
        "name": index.name,
        "is_unique": index.is_unique,
        "parts": index.parts,
        "details": index.details,
    })
}

fn view(view: &View) -> Value {
    json!({
        "name": name(&view.name),
        "is_materialized": view.is_materialized,
        "columns": view.columns,
        "query": view.query,
        "indexes": view.indexes.iter().map(index).collect::<Vec<_>>(),
    })
}
