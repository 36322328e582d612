//! Types and domains that a history makes.

use squawk_syntax::ast::{self, AstNode};

use super::names::{Place, name, path};
use super::{canonical, types};
use crate::effect::{Effect, Kind, Located, Name, NewType, TypeBody, TypeChange};

/// Reads `CREATE TYPE`.
pub(super) fn create(node: &ast::CreateType, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.type_name()?;
    let body = match node.kind() {
        Some(ast::CreateTypeKind::EnumType(it)) => TypeBody::Enum(
            it.variant_list()?
                .variants()
                .filter_map(|variant| variant.literal()?.string_value())
                .collect(),
        ),
        Some(other) => TypeBody::Other(canonical::text(other.syntax())),
        None => TypeBody::Other(String::new()),
    };
    let created = NewType {
        path: path(&given)?,
        body,
    };
    Some(place.at(given.syntax(), Effect::CreateType(created)))
}

/// Reads `CREATE DOMAIN`.
pub(super) fn create_domain(node: &ast::CreateDomain, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.domain()?;
    let base = types::read(&node.ty()?);
    let mut checks: Vec<Name> = Vec::new();
    let mut text = base.text;
    for qualifier in node.domain_qualifiers() {
        if let ast::DomainQualifier::Constraint(constraint) = &qualifier {
            checks.extend(constraint.constraint_name().map(|it| name(&it)));
        }
        text.push(' ');
        text.push_str(&canonical::text(qualifier.syntax()));
    }
    let created = NewType {
        path: path(&given)?,
        body: TypeBody::Domain {
            text,
            checks,
            uses_type: base.uses,
        },
    };
    Some(place.at(given.syntax(), Effect::CreateType(created)))
}

/// Reads `ALTER TYPE`.
pub(super) fn alter(node: &ast::AlterType, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.type_name_ref()?;
    let path = path(&given)?;
    let change = match node.action()? {
        ast::AlterTypeAction::TypeRenameTo(it) => {
            let to = super::names::path(&it.type_name()?)?.name;
            let effect = renamed(Kind::Type, path, to);
            return Some(place.at(given.syntax(), effect));
        }
        ast::AlterTypeAction::SetSchema(it) => {
            let effect = moved(Kind::Type, path, name(&it.schema_ref()?));
            return Some(place.at(given.syntax(), effect));
        }
        ast::AlterTypeAction::OwnerTo(_) => {
            let effect = needed(Kind::Type, path);
            return Some(place.at(given.syntax(), effect));
        }
        ast::AlterTypeAction::AddValue(it) => {
            let label = |literal: Option<ast::Literal>| literal.and_then(|it| it.string_value());
            let (before, after) = match it.value_position() {
                Some(ast::ValuePosition::BeforeValue(it)) => (label(it.literal()), None),
                Some(ast::ValuePosition::AfterValue(it)) => (None, label(it.literal())),
                None => (None, None),
            };
            TypeChange::AddLabel {
                label: label(it.literal())?,
                if_not_exists: it.if_not_exists().is_some(),
                before,
                after,
            }
        }
        ast::AlterTypeAction::RenameValue(it) => TypeChange::RenameLabel {
            label: it.from()?.string_value()?,
            to: it.to()?.string_value()?,
        },
        other => TypeChange::Other(canonical::text(other.syntax())),
    };
    Some(place.at(given.syntax(), Effect::AlterType { path, change }))
}

/// Reads `ALTER DOMAIN`.
pub(super) fn alter_domain(node: &ast::AlterDomain, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.domain_ref()?;
    let path = path(&given)?;
    let effect = match node.action()? {
        ast::AlterDomainAction::DomainRenameTo(it) => {
            let to = super::names::path(&it.domain()?)?.name;
            renamed(Kind::Domain, path, to)
        }
        ast::AlterDomainAction::SetSchema(it) => moved(Kind::Domain, path, name(&it.schema_ref()?)),
        ast::AlterDomainAction::OwnerTo(_) => needed(Kind::Domain, path),
        other => Effect::AlterType {
            path,
            change: TypeChange::Other(canonical::text(other.syntax())),
        },
    };
    Some(place.at(given.syntax(), effect))
}

fn renamed(kind: Kind, path: crate::effect::Path, to: Name) -> Effect {
    Effect::Rename {
        kind,
        path,
        on: None,
        signature: None,
        to,
        if_exists: false,
    }
}

fn moved(kind: Kind, path: crate::effect::Path, to: Name) -> Effect {
    Effect::SetSchema {
        kind,
        path,
        signature: None,
        to,
        if_exists: false,
    }
}

fn needed(kind: Kind, path: crate::effect::Path) -> Effect {
    Effect::Needs {
        kind,
        path,
        on: None,
    }
}
