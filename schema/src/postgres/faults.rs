//! What the parser lets pass and the database refuses whatever the schema is.

use limbeck_core::suggest;
use squawk_parser::{is_reserved_keyword, is_type_func_name_keyword};
use squawk_syntax::SyntaxKind as K;
use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::names::{Place, path};
use crate::effect::Refusal;

/// Says what is wrong with a statement that the parser lets pass.
pub(super) fn find(statement: &ast::Stmt, place: Place<'_>) -> Option<Refusal> {
    match statement {
        ast::Stmt::AlterTable(it) => {
            alter_table(it).or_else(|| it.actions().find_map(|action| action_fault(&action)))
        }
        ast::Stmt::CreateTable(it) => it
            .table_arg_list()
            .into_iter()
            .flat_map(|list| list.args())
            .find_map(|argument| column_fault(argument.syntax())),
        ast::Stmt::CreateTrigger(it) => reserved(it.trigger()),
        ast::Stmt::CreateIndex(it) => index_fault(it),
        ast::Stmt::CreateFunction(it) => language_fault(it.option_list()),
        ast::Stmt::CreateProcedure(it) => language_fault(it.option_list()),
        ast::Stmt::DropTable(it) if it.table_name_refs().next().is_none() => {
            fault(it.syntax(), "`DROP TABLE` without a table")
        }
        ast::Stmt::Update(_) | ast::Stmt::Select(_) | ast::Stmt::Delete(_) => {
            operator_fault(statement.syntax())
        }
        _ => None,
    }
    .map(|fault| Refusal {
        at: place.of(&fault.node),
        message: fault.message,
        help: fault.help,
    })
}

struct Fault {
    node: SyntaxNode,
    message: String,
    help: Option<String>,
}

fn fault(node: &SyntaxNode, message: impl Into<String>) -> Option<Fault> {
    Some(Fault {
        node: node.clone(),
        message: message.into(),
        help: None,
    })
}

fn alter_table(node: &ast::AlterTable) -> Option<Fault> {
    if node.actions().next().is_none() && node.all_in_tablespace().is_none() {
        return fault(node.syntax(), "`ALTER TABLE` without an action");
    }
    node.actions().nth(1)?;
    let alone = node.actions().find(stands_alone)?;
    fault(
        alone.syntax(),
        "this action of `ALTER TABLE` cannot stand beside others",
    )
}

fn stands_alone(action: &ast::AlterTableAction) -> bool {
    use ast::AlterTableAction as Action;
    matches!(
        action,
        Action::RenameColumn(_)
            | Action::RenameConstraint(_)
            | Action::TableRenameTo(_)
            | Action::SetSchema(_)
            | Action::AttachPartition(_)
            | Action::DetachPartition(_)
            | Action::MergePartitions(_)
            | Action::SplitPartition(_)
    )
}

fn action_fault(action: &ast::AlterTableAction) -> Option<Fault> {
    use ast::AlterTableAction as Action;
    match action {
        Action::AddColumn(it) => reserved(it.column_name()).or_else(|| column_fault(it.syntax())),
        Action::RenameColumn(it) => reserved(it.column_name()),
        Action::DropColumn(it) => reserved(it.column_name_ref()),
        Action::AddConstraint(it) => reserved(it.constraint()?.constraint_name()),
        Action::DropConstraint(it) => reserved(it.constraint_name_ref()),
        _ => None,
    }
}

/// A reserved word that stands where a name should.
fn reserved<N: AstNode>(name: Option<N>) -> Option<Fault> {
    let name = name?;
    let token = name.syntax().first_token()?;
    let kind = token.kind();
    // `system_user` is reserved since PostgreSQL 16 only.
    let is_reserved = is_reserved_keyword(kind) || is_type_func_name_keyword(kind);
    if !is_reserved || kind == K::SYSTEM_USER_KW {
        return None;
    }
    Some(Fault {
        node: name.syntax().clone(),
        message: format!("`{}` is a reserved word", token.text()),
        help: Some(format!(
            "write `\"{}\"` if that is the name",
            token.text().to_ascii_lowercase()
        )),
    })
}

/// What a column says twice, or says and denies.
fn column_fault(node: &SyntaxNode) -> Option<Fault> {
    let (mut not_null, mut null, mut default) = (false, false, false);
    for clause in node.children() {
        match clause.kind() {
            K::NOT_NULL_CONSTRAINT if null => return contradiction(&clause),
            K::NULL_CONSTRAINT if not_null => return contradiction(&clause),
            K::DEFAULT_CONSTRAINT if default => return fault(&clause, "a second `DEFAULT`"),
            K::NOT_NULL_CONSTRAINT => not_null = true,
            K::NULL_CONSTRAINT => null = true,
            K::DEFAULT_CONSTRAINT => {
                default = true;
                // Outside of parentheses a default cannot begin with `NOT`.
                let value = ast::DefaultConstraint::cast(clause).and_then(|it| it.expr());
                if let Some(ast::Expr::PrefixExpr(it)) = value
                    && it.syntax().first_token()?.kind() == K::NOT_KW
                {
                    return fault(it.syntax(), "`DEFAULT` without a value");
                }
            }
            _ => {}
        }
    }
    None
}

fn contradiction(clause: &SyntaxNode) -> Option<Fault> {
    fault(clause, "a column cannot be both `NULL` and `NOT NULL`")
}

/// Languages that every database has, and the usual ones besides.
const LANGUAGES: &[&str] = &[
    "plpgsql",
    "sql",
    "c",
    "internal",
    "plperl",
    "plperlu",
    "plpython3u",
    "plpythonu",
    "pltcl",
    "pltclu",
    "plv8",
    "plls",
    "plcoffee",
    "pljava",
    "pljavau",
    "plr",
    "plrust",
    "plsh",
    "pllua",
    "plluau",
    "plprql",
    "plmustache",
    "plhaskell",
    "pldbgapi",
];

/// A language whose name is nearly that of one that there is.
fn language_fault(options: Option<ast::FuncOptionList>) -> Option<Fault> {
    options?.options().find_map(|option| {
        let ast::FuncOption::LanguageFuncOption(it) = &option else {
            return None;
        };
        let name = it.language_name()?.name;
        let meant = suggest::nearest(&name, ["plpgsql", "sql"])?;
        (!LANGUAGES.contains(&name.as_str())).then(|| Fault {
            node: it.syntax().clone(),
            message: format!("language `{name}` does not exist"),
            help: Some(format!("did you mean `{meant}`?")),
        })
    })
}

/// Access methods that every database has.
const METHODS: &[&str] = &["btree", "hash", "gist", "gin", "spgist", "brin"];

/// Names in an index that are nearly those of an access method or of an order.
fn index_fault(node: &ast::CreateIndex) -> Option<Fault> {
    if let Some(method) = node.using_method().and_then(|it| it.access_method_ref()) {
        let name = super::names::name(&method);
        let meant = suggest::nearest(&name, METHODS.iter().copied());
        if let Some(meant) = meant.filter(|_| !METHODS.contains(&name.as_str())) {
            return Some(Fault {
                node: method.syntax().clone(),
                message: format!("access method `{name}` does not exist"),
                help: Some(format!("did you mean `{meant}`?")),
            });
        }
    }
    node.partition_item_list()?
        .partition_items()
        .find_map(|item| {
            let given = item.op_class_ref()?;
            let class = path(&given)?;
            // All of the database's own are called so, and those of extensions.
            if class.schema.is_some() || class.name.contains("_ops") {
                return None;
            }
            let meant = suggest::nearest(&class.name, ["desc", "asc", "nulls"]);
            // A comma is missing where it is the name of a column; other names a history may have made.
            let is_column = item.expr().is_some_and(|it| canonical_is(&it, &class.name));
            (meant.is_some() || is_column).then(|| Fault {
                node: given.syntax().clone(),
                message: format!("operator class `{}` does not exist", class.name),
                help: meant.map(|it| format!("did you mean `{}`?", it.to_ascii_uppercase())),
            })
        })
}

fn canonical_is(expression: &ast::Expr, name: &str) -> bool {
    match expression {
        ast::Expr::NameRef(it) => super::names::name(it) == name,
        _ => false,
    }
}

/// `!=` and the like before a value; as a prefix they are no operators.
fn operator_fault(node: &SyntaxNode) -> Option<Fault> {
    let operator = node
        .descendants()
        .filter(|it| it.kind() == K::PREFIX_EXPR)
        .filter_map(|it| it.first_child().filter(|it| it.kind() == K::CUSTOM_OP))
        .find(|it| {
            matches!(
                it.text().to_string().as_str(),
                "!=" | "<>" | "<=" | ">=" | "=>"
            )
        })?;
    fault(
        &operator,
        format!("`{}` needs a value before it", operator.text()),
    )
}
