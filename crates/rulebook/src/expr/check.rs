//! Tree to typed expression.

use super::parse::{Ast, Node};
use super::{Comparison, Expr, ExprError, Scope, Type};

pub(super) fn check(ast: &Ast, scope: &dyn Scope) -> Result<(Expr, Type), ExprError> {
    let fail = |message: String| Err(ExprError { at: ast.at, message });
    Ok(match &ast.node {
        Node::Int(number) => (Expr::Int(*number), Type::Int),
        Node::Bool(value) => (Expr::Bool(*value), Type::Bool),
        Node::Text(text) => {
            return fail(format!("\"{text}\" can only be compared with a field that lists it"));
        }
        Node::Name(None, name) if name == "today" => (Expr::Today, Type::Day),
        Node::Name(owner, field) => {
            let (slot, ty) = scope
                .resolve(owner.as_deref(), field)
                .map_err(|message| ExprError { at: ast.at, message })?;
            let expr = if ty == Type::Bool { Expr::Flag(slot) } else { Expr::Slot(slot) };
            (expr, ty)
        }
        Node::Call(name, arguments) => call(ast.at, name, arguments, scope)?,
        Node::Not(inner) => (Expr::Not(boolean(inner, scope)?.into()), Type::Bool),
        Node::Negate(inner) => {
            let inner = typed(inner, &Type::Int, scope)?;
            (Expr::Sub(Expr::Int(0).into(), inner.into()), Type::Int)
        }
        Node::And(a, b) => {
            (Expr::And(boolean(a, scope)?.into(), boolean(b, scope)?.into()), Type::Bool)
        }
        Node::Or(a, b) => {
            (Expr::Or(boolean(a, scope)?.into(), boolean(b, scope)?.into()), Type::Bool)
        }
        Node::Arithmetic(sign, a, b) => arithmetic(*sign, a, b, scope)?,
        Node::Compare(comparison, a, b) => (compare(*comparison, a, b, scope)?, Type::Bool),
    })
}

fn typed(ast: &Ast, wanted: &Type, scope: &dyn Scope) -> Result<Expr, ExprError> {
    let (expr, ty) = check(ast, scope)?;
    if ty == *wanted {
        return Ok(expr);
    }
    Err(ExprError { at: ast.at, message: format!("expected {wanted}, found {ty}") })
}

fn boolean(ast: &Ast, scope: &dyn Scope) -> Result<Expr, ExprError> {
    typed(ast, &Type::Bool, scope)
}

fn call(
    at: usize,
    name: &str,
    arguments: &[Ast],
    scope: &dyn Scope,
) -> Result<(Expr, Type), ExprError> {
    let int = |ast| typed(ast, &Type::Int, scope);
    let day = |ast| typed(ast, &Type::Day, scope);
    Ok(match (name, arguments) {
        ("has", [inner]) => match check(inner, scope)?.0 {
            Expr::Slot(slot) | Expr::Flag(slot) => (Expr::Has(slot), Type::Bool),
            _ => {
                let message = "has() asks whether a field is recorded; name a field".to_owned();
                return Err(ExprError { at, message });
            }
        },
        ("months", [n]) => (int(n)?, Type::Months),
        ("years", [n]) => (Expr::Mul(int(n)?.into(), Expr::Int(12).into()), Type::Months),
        ("days", [n]) => (int(n)?, Type::Days),
        ("full_months", [a, b]) => (Expr::FullMonths(day(a)?.into(), day(b)?.into()), Type::Int),
        ("workdays", [a, b]) => (Expr::Workdays(day(a)?.into(), day(b)?.into()), Type::Int),
        _ => {
            let message = format!(
                "there is no function {name} with {} argument(s); there are has(x), months(n), \
                 years(n), days(n), full_months(a, b), workdays(a, b)",
                arguments.len()
            );
            return Err(ExprError { at, message });
        }
    })
}

fn arithmetic(sign: char, a: &Ast, b: &Ast, scope: &dyn Scope) -> Result<(Expr, Type), ExprError> {
    let (left, left_type) = check(a, scope)?;
    let (right, right_type) = check(b, scope)?;
    let negated = |expr: Expr| Expr::Sub(Expr::Int(0).into(), expr.into());
    Ok(match (sign, &left_type, &right_type) {
        ('+', Type::Int, Type::Int) => (Expr::Add(left.into(), right.into()), Type::Int),
        ('-', Type::Int, Type::Int) => (Expr::Sub(left.into(), right.into()), Type::Int),
        ('*', Type::Int, Type::Int) => (Expr::Mul(left.into(), right.into()), Type::Int),
        ('+', Type::Months, Type::Months) => (Expr::Add(left.into(), right.into()), Type::Months),
        ('+', Type::Day, Type::Months) => (Expr::AddMonths(left.into(), right.into()), Type::Day),
        ('-', Type::Day, Type::Months) => {
            (Expr::AddMonths(left.into(), negated(right).into()), Type::Day)
        }
        ('+', Type::Day, Type::Days) => (Expr::AddDays(left.into(), right.into()), Type::Day),
        ('-', Type::Day, Type::Days) => {
            (Expr::AddDays(left.into(), negated(right).into()), Type::Day)
        }
        _ => {
            let message = format!("{left_type} {sign} {right_type} has no meaning");
            return Err(ExprError { at: a.at, message });
        }
    })
}

fn compare(comparison: Comparison, a: &Ast, b: &Ast, scope: &dyn Scope) -> Result<Expr, ExprError> {
    if let Node::Text(text) = &b.node {
        return compare_value(comparison, a, text, scope);
    }
    if let Node::Bool(value) = &b.node {
        let inner = boolean(a, scope)?;
        let holds = match comparison {
            Comparison::Equal => *value,
            Comparison::NotEqual => !*value,
            _ => {
                let message = "a yes-or-no is compared with == or !=".to_owned();
                return Err(ExprError { at: a.at, message });
            }
        };
        return Ok(if holds { inner } else { Expr::Not(inner.into()) });
    }
    let (left, left_type) = check(a, scope)?;
    let (right, right_type) = check(b, scope)?;
    if left_type != right_type || !matches!(left_type, Type::Int | Type::Day) {
        let message = format!("{left_type} cannot be compared with {right_type}");
        return Err(ExprError { at: a.at, message });
    }
    Ok(Expr::Compare(comparison, left.into(), right.into()))
}

fn compare_value(
    comparison: Comparison,
    a: &Ast,
    text: &str,
    scope: &dyn Scope,
) -> Result<Expr, ExprError> {
    let (left, ty) = check(a, scope)?;
    let Type::Enum(values) = ty else {
        let message = format!("\"{text}\" can only be compared with a field that lists it");
        return Err(ExprError { at: a.at, message });
    };
    let index = values.iter().position(|value| value == text).and_then(|i| i32::try_from(i).ok());
    let Some(index) = index else {
        let message = format!("\"{text}\" is not a value here; there are {}", values.join(", "));
        return Err(ExprError { at: a.at, message });
    };
    if !matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
        let message = "values of a list are compared with == or !=".to_owned();
        return Err(ExprError { at: a.at, message });
    }
    Ok(Expr::Compare(comparison, left.into(), Expr::Int(index).into()))
}
