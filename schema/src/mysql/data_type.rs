//! Types, in one spelling.

use limbeck_core::lexer::TokenKind;

use super::cursor::{Cursor, Parsed, Stop};

/// Reads a type and returns it in one spelling, without display width, character set and collation.
pub(super) fn data_type(cursor: &mut Cursor<'_>) -> Parsed<String> {
    if cursor.at("NATIONAL") {
        cursor.bump();
    }
    let Some(token) = cursor.peek().filter(|token| token.kind == TokenKind::Word) else {
        return Err(cursor.expected("a type"));
    };
    let word = token.text.to_ascii_lowercase();
    let Some(&(_, name, arguments)) = TYPES.iter().find(|(known, _, _)| *known == word) else {
        let place = cursor.here();
        return Err(cursor.refused_at(place, format!("`{}` is no type", token.text)));
    };
    cursor.bump();
    let (mut name, mut arguments) = (name, arguments);
    match word.as_str() {
        "double" | "float8" => {
            cursor.eat("PRECISION");
        }
        "char" | "character" | "nchar" => {
            let varies = cursor.eat_any(&["VARYING", "VARCHAR", "VARCHARACTER"]);
            (name, arguments) = match varies {
                Some(_) => ("varchar", Arguments::Length),
                None => (name, arguments),
            };
        }
        "long" => {
            if cursor.eat("VARBINARY") {
                name = "mediumblob";
            } else {
                let _ = cursor.eat("VARCHAR") || cursor.eat("CHAR VARYING");
            }
        }
        _ => {}
    }
    let given = match cursor.at_mark("(") {
        true => Some(parameters(cursor, arguments)?),
        false if matches!(arguments, Arguments::Length | Arguments::Labels) => {
            return Err(cursor.expected("`(`"));
        }
        false => None,
    };
    let mut text = name.to_owned();
    match (arguments, given) {
        (Arguments::Width | Arguments::None, _) => {}
        (Arguments::Scale, given) => {
            let mut given = given.unwrap_or_default();
            if given.is_empty() {
                given.push("10".to_owned());
            }
            if given.len() == 1 {
                given.push("0".to_owned());
            }
            text += &format!("({})", given.join(","));
        }
        (Arguments::One, None) => text += "(1)",
        (_, Some(given)) => text += &format!("({})", given.join(",")),
        (_, None) => {}
    }
    let mut unsigned = false;
    while let Some(word) = cursor.eat_any(&["UNSIGNED", "SIGNED", "ZEROFILL"]) {
        unsigned |= word != "SIGNED";
    }
    if unsigned {
        text += " unsigned";
    }
    Ok(text)
}

fn parameters(cursor: &mut Cursor<'_>, arguments: Arguments) -> Parsed<Vec<String>> {
    let mut inside = cursor.group()?;
    let wanted = match arguments {
        Arguments::None => return Err(Stop::NotUnderstood),
        Arguments::Labels => TokenKind::String,
        _ => TokenKind::Number,
    };
    let mut given = Vec::new();
    loop {
        let Some(token) = inside.peek().filter(|token| token.kind == wanted) else {
            return Err(inside.expected(match wanted {
                TokenKind::String => "a string",
                _ => "a number",
            }));
        };
        inside.bump();
        given.push(token.text.to_owned());
        if inside.is_done() {
            return Ok(given);
        }
        inside.require_mark(",")?;
    }
}

/// What stands in parentheses behind a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arguments {
    /// Nothing, as far as is known.
    None,
    /// A display width, which is not compared.
    Width,
    /// A length that may be left out.
    Optional,
    /// A length, 1 if it is left out.
    One,
    /// A length that has to be there.
    Length,
    /// Precision and scale.
    Scale,
    /// Strings.
    Labels,
}

/// The types of both servers: as written, in one spelling, and what stands behind.
const TYPES: &[(&str, &str, Arguments)] = &[
    ("bigint", "bigint", Arguments::Width),
    ("binary", "binary", Arguments::One),
    ("bit", "bit", Arguments::One),
    ("blob", "blob", Arguments::Optional),
    ("bool", "tinyint", Arguments::None),
    ("boolean", "tinyint", Arguments::None),
    ("byte", "binary", Arguments::One),
    ("char", "char", Arguments::One),
    ("character", "char", Arguments::One),
    ("clob", "longtext", Arguments::Optional),
    ("date", "date", Arguments::None),
    ("datetime", "datetime", Arguments::Optional),
    ("dec", "decimal", Arguments::Scale),
    ("decimal", "decimal", Arguments::Scale),
    ("double", "double", Arguments::Optional),
    ("enum", "enum", Arguments::Labels),
    ("fixed", "decimal", Arguments::Scale),
    ("float", "float", Arguments::Optional),
    ("float4", "float", Arguments::Optional),
    ("float8", "double", Arguments::Optional),
    ("geomcollection", "geometrycollection", Arguments::None),
    ("geometry", "geometry", Arguments::None),
    ("geometrycollection", "geometrycollection", Arguments::None),
    ("inet4", "inet4", Arguments::None),
    ("inet6", "inet6", Arguments::None),
    ("int", "int", Arguments::Width),
    ("int1", "tinyint", Arguments::Width),
    ("int2", "smallint", Arguments::Width),
    ("int3", "mediumint", Arguments::Width),
    ("int4", "int", Arguments::Width),
    ("int8", "bigint", Arguments::Width),
    ("integer", "int", Arguments::Width),
    ("json", "json", Arguments::None),
    ("linestring", "linestring", Arguments::None),
    ("long", "mediumtext", Arguments::None),
    ("longblob", "longblob", Arguments::None),
    ("longtext", "longtext", Arguments::None),
    ("mediumblob", "mediumblob", Arguments::None),
    ("mediumint", "mediumint", Arguments::Width),
    ("mediumtext", "mediumtext", Arguments::None),
    ("middleint", "mediumint", Arguments::Width),
    ("multilinestring", "multilinestring", Arguments::None),
    ("multipoint", "multipoint", Arguments::None),
    ("multipolygon", "multipolygon", Arguments::None),
    ("nchar", "char", Arguments::One),
    ("number", "decimal", Arguments::Scale),
    ("numeric", "decimal", Arguments::Scale),
    ("nvarchar", "varchar", Arguments::Length),
    ("point", "point", Arguments::None),
    ("polygon", "polygon", Arguments::None),
    ("raw", "varbinary", Arguments::Length),
    ("real", "double", Arguments::Optional),
    ("smallint", "smallint", Arguments::Width),
    ("set", "set", Arguments::Labels),
    ("text", "text", Arguments::Optional),
    ("time", "time", Arguments::Optional),
    ("timestamp", "timestamp", Arguments::Optional),
    ("tinyblob", "tinyblob", Arguments::None),
    ("tinyint", "tinyint", Arguments::Width),
    ("tinytext", "tinytext", Arguments::None),
    ("uuid", "uuid", Arguments::None),
    ("varbinary", "varbinary", Arguments::Length),
    ("varchar", "varchar", Arguments::Length),
    ("varchar2", "varchar", Arguments::Length),
    ("varcharacter", "varchar", Arguments::Length),
    ("vector", "vector", Arguments::Optional),
    ("xmltype", "xmltype", Arguments::None),
    ("year", "year", Arguments::Width),
];
