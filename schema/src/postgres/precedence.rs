//! Which parentheses an expression needs to mean what it means (manual, 4.1.6 "Operator Precedence").

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode, BinOp, PrefixOp};

/// How tightly an operator binds; more is tighter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Not,
    Comparison,
    Other,
    Sum,
    Product,
    Power,
    Sign,
}

/// Whether these parentheses hold together what would fall apart, or mean something else, without
/// them. Casts count as if they were not there.
pub(super) fn is_needed(parentheses: &ast::ParenExpr) -> bool {
    let Some(inner) = parentheses.expr() else {
        return true;
    };
    let Some(outer) = around(parentheses.syntax()) else {
        return false;
    };
    if is_list(&outer, parentheses) {
        return true;
    }
    match (binding(&outer), binding(&within(inner))) {
        (Some(outer @ (Binding::Or | Binding::And)), Some(inner)) => inner < outer,
        (Some(outer), Some(inner)) => inner <= outer,
        _ => false,
    }
}

/// What stands around a node, without parentheses and casts.
fn around(node: &SyntaxNode) -> Option<ast::Expr> {
    let mut outer = node.parent().and_then(ast::Expr::cast)?;
    while let ast::Expr::ParenExpr(_) | ast::Expr::CastExpr(_) = outer {
        outer = outer.syntax().parent().and_then(ast::Expr::cast)?;
    }
    Some(outer)
}

/// What stands in an expression, without parentheses and casts.
fn within(mut inner: ast::Expr) -> ast::Expr {
    loop {
        let next = match &inner {
            ast::Expr::ParenExpr(parentheses) => parentheses.expr(),
            ast::Expr::CastExpr(cast) => cast.expr(),
            _ => None,
        };
        match next {
            Some(next) => inner = next,
            None => return inner,
        }
    }
}

/// `x IN (1)`: a list of one, not an expression in parentheses.
fn is_list(outer: &ast::Expr, parentheses: &ast::ParenExpr) -> bool {
    let ast::Expr::BinExpr(outer) = outer else {
        return false;
    };
    matches!(outer.op(), Some(BinOp::In(_) | BinOp::NotIn(_)))
        && outer
            .rhs()
            .is_some_and(|list| list.syntax() == parentheses.syntax())
}

/// `None` for what holds together by itself.
fn binding(expression: &ast::Expr) -> Option<Binding> {
    match expression {
        ast::Expr::BinExpr(binary) => Some(match binary.op() {
            Some(BinOp::Or(_)) => Binding::Or,
            Some(BinOp::And(_)) => Binding::And,
            Some(BinOp::Plus(_) | BinOp::Minus(_)) => Binding::Sum,
            Some(BinOp::Star(_) | BinOp::Slash(_) | BinOp::Percent(_)) => Binding::Product,
            Some(BinOp::Caret(_)) => Binding::Power,
            Some(BinOp::CustomOp(_) | BinOp::OperatorCall(_)) => Binding::Other,
            _ => Binding::Comparison,
        }),
        ast::Expr::PrefixExpr(prefix) => Some(match prefix.op() {
            Some(PrefixOp::Not(_)) => Binding::Not,
            Some(PrefixOp::CustomOp(_) | PrefixOp::OperatorCall(_)) => Binding::Other,
            _ => Binding::Sign,
        }),
        ast::Expr::PostfixExpr(_) | ast::Expr::BetweenExpr(_) => Some(Binding::Comparison),
        _ => None,
    }
}
