//! Text to tree.

use super::{Comparison, ExprError};

/// An unchecked expression with the byte offset where it starts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ast {
    pub(super) at: usize,
    pub(super) node: Node,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Int(i32),
    Text(String),
    Bool(bool),
    Name(Option<String>, String),
    Call(String, Vec<Ast>),
    Not(Box<Ast>),
    Negate(Box<Ast>),
    Arithmetic(char, Box<Ast>, Box<Ast>),
    Compare(Comparison, Box<Ast>, Box<Ast>),
    And(Box<Ast>, Box<Ast>),
    Or(Box<Ast>, Box<Ast>),
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Int(i32),
    Text(String),
    Word(String),
    Sign(&'static str),
    End,
}

/// Two-character signs stand before their one-character beginnings.
const SIGNS: [&str; 17] =
    ["&&", "||", "<=", ">=", "==", "!=", "<", ">", "!", "+", "-", "*", "(", ")", ",", ".", "/"];

/// Deeper nesting than any rule needs; keeps a hostile rulebook from exhausting the stack.
const DEPTH_MAX: usize = 64;

pub(super) fn parse(text: &str) -> Result<Ast, ExprError> {
    let mut parser = Parser { tokens: lex(text)?, next: 0, depth: 0 };
    let ast = parser.or()?;
    match parser.peek() {
        (_, Token::End) => Ok(ast),
        (at, token) => Err(ExprError {
            at,
            message: format!("{} is not expected here; is an operator missing?", show(&token)),
        }),
    }
}

fn lex(text: &str) -> Result<Vec<(usize, Token)>, ExprError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let at = text.len() - rest.len();
        let (token, length) = if first.is_whitespace() {
            rest = rest.trim_start();
            continue;
        } else if first.is_ascii_digit() {
            number(rest).ok_or(ExprError {
                at,
                message: "the number is too large; the largest is 2147483647".to_owned(),
            })?
        } else if first == '"' || first == '\'' {
            quoted(rest, first).ok_or(ExprError {
                at,
                message: format!("the text has no closing {first}; add it"),
            })?
        } else if first.is_ascii_alphabetic() || first == '_' {
            let length =
                rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            (Token::Word(rest.get(..length).unwrap_or_default().to_owned()), length)
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign)).ok_or_else(|| {
                ExprError { at, message: format!("\"{first}\" has no meaning here; remove it") }
            })?;
            (Token::Sign(sign), sign.len())
        };
        tokens.push((at, token));
        rest = rest.get(length..).unwrap_or_default();
    }
    tokens.push((text.len(), Token::End));
    Ok(tokens)
}

fn number(rest: &str) -> Option<(Token, usize)> {
    let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    Some((Token::Int(rest.get(..length)?.parse().ok()?), length))
}

fn quoted(rest: &str, quote: char) -> Option<(Token, usize)> {
    let body = rest.get(1..)?;
    let end = body.find(quote)?;
    Some((Token::Text(body.get(..end)?.to_owned()), end + 2))
}

fn show(token: &Token) -> String {
    match token {
        Token::Int(number) => number.to_string(),
        Token::Text(text) => format!("\"{text}\""),
        Token::Word(word) => format!("\"{word}\""),
        Token::Sign(sign) => format!("\"{sign}\""),
        Token::End => "the end".to_owned(),
    }
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> (usize, Token) {
        self.tokens.get(self.next).cloned().unwrap_or((0, Token::End))
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek().1, Token::Sign(here) if here == sign);
        self.next += usize::from(found);
        found
    }

    fn need(&mut self, sign: &str) -> Result<(), ExprError> {
        if self.take(sign) {
            return Ok(());
        }
        let (at, token) = self.peek();
        Err(ExprError { at, message: format!("expected \"{sign}\", found {}", show(&token)) })
    }

    fn or(&mut self) -> Result<Ast, ExprError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            let message = format!("nested deeper than {DEPTH_MAX}; split the rule");
            return Err(ExprError { at: self.peek().0, message });
        }
        let mut left = self.and()?;
        while self.take("||") {
            let right = self.and()?;
            left = Ast { at: left.at, node: Node::Or(left.into(), right.into()) };
        }
        self.depth -= 1;
        Ok(left)
    }

    fn and(&mut self) -> Result<Ast, ExprError> {
        let mut left = self.comparison()?;
        while self.take("&&") {
            let right = self.comparison()?;
            left = Ast { at: left.at, node: Node::And(left.into(), right.into()) };
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Result<Ast, ExprError> {
        let left = self.sum()?;
        let comparison = match self.peek().1 {
            Token::Sign("<") => Comparison::Less,
            Token::Sign("<=") => Comparison::LessOrEqual,
            Token::Sign("==") => Comparison::Equal,
            Token::Sign("!=") => Comparison::NotEqual,
            Token::Sign(">=") => Comparison::GreaterOrEqual,
            Token::Sign(">") => Comparison::Greater,
            _ => return Ok(left),
        };
        self.next += 1;
        let right = self.sum()?;
        Ok(Ast { at: left.at, node: Node::Compare(comparison, left.into(), right.into()) })
    }

    fn sum(&mut self) -> Result<Ast, ExprError> {
        let mut left = self.product()?;
        loop {
            let sign = if self.take("+") {
                '+'
            } else if self.take("-") {
                '-'
            } else {
                return Ok(left);
            };
            let right = self.product()?;
            left = Ast { at: left.at, node: Node::Arithmetic(sign, left.into(), right.into()) };
        }
    }

    fn product(&mut self) -> Result<Ast, ExprError> {
        let mut left = self.unary()?;
        while self.take("*") {
            let right = self.unary()?;
            left = Ast { at: left.at, node: Node::Arithmetic('*', left.into(), right.into()) };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Ast, ExprError> {
        let at = self.peek().0;
        let mut signs = Vec::new();
        loop {
            if self.take("!") {
                signs.push('!');
            } else if self.take("-") {
                signs.push('-');
            } else {
                break;
            }
            if signs.len() > DEPTH_MAX {
                return Err(ExprError { at, message: "too many signs in a row".to_owned() });
            }
        }
        let mut inner = self.primary()?;
        for sign in signs.into_iter().rev() {
            let node =
                if sign == '!' { Node::Not(inner.into()) } else { Node::Negate(inner.into()) };
            inner = Ast { at, node };
        }
        Ok(inner)
    }

    fn primary(&mut self) -> Result<Ast, ExprError> {
        let (at, token) = self.peek();
        self.next += 1;
        let node = match token {
            Token::Int(number) => Node::Int(number),
            Token::Text(text) => Node::Text(text),
            Token::Word(word) if word == "true" => Node::Bool(true),
            Token::Word(word) if word == "false" => Node::Bool(false),
            Token::Word(word) => return self.name(at, word),
            Token::Sign("(") => {
                let inner = self.or()?;
                self.need(")")?;
                return Ok(inner);
            }
            other => {
                let message = format!("expected a value, found {}", show(&other));
                return Err(ExprError { at, message });
            }
        };
        Ok(Ast { at, node })
    }

    fn name(&mut self, at: usize, word: String) -> Result<Ast, ExprError> {
        if self.take("(") {
            let mut arguments = vec![self.or()?];
            while self.take(",") {
                arguments.push(self.or()?);
            }
            self.need(")")?;
            return Ok(Ast { at, node: Node::Call(word, arguments) });
        }
        if self.take(".") {
            let (field_at, token) = self.peek();
            self.next += 1;
            return match token {
                Token::Word(field) => Ok(Ast { at, node: Node::Name(Some(word), field) }),
                other => Err(ExprError {
                    at: field_at,
                    message: format!("expected a field after \".\", found {}", show(&other)),
                }),
            };
        }
        Ok(Ast { at, node: Node::Name(None, word) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn errors_name_the_place() {
        for (text, at) in [
            ("2*present >", 11),
            ("(a > 1", 6),
            ("a # b", 2),
            ("a b", 2),
            ("\"open", 0),
            ("x.1", 2),
            ("99999999999 > a", 0),
        ] {
            assert_eq!(parse(text).unwrap_err().at, at, "{text}");
        }
        assert!(parse(&"(".repeat(5_000)).is_err());
        assert!(parse(&"!".repeat(5_000)).is_err());
    }

    proptest! {
        #[test]
        fn never_panics(text in ".{0,60}") {
            let _ = parse(&text);
        }

        #[test]
        fn never_panics_on_near_expressions(text in "[a-b0-1()!&|<>=+*., \"-]{0,40}") {
            let _ = parse(&text);
        }
    }
}
