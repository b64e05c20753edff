//! What the rules, or sense, do not allow: data, not an error of the world.

use std::fmt;

use serde::Serialize;
use xibao_rulebook::Text;

/// Why a command is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// A stable word for programs, such as `not-empty`.
    pub code: &'static str,
    /// What stands in the way and what may be done, for people.
    pub text: Text,
    /// Ids of the rules it rests on; empty where it is a matter of sense.
    pub rules: Vec<&'static str>,
}

impl Refusal {
    /// A refusal that rests on no article.
    pub fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Refusal {
        Refusal { code, text: Text::new(zh, en), rules: Vec::new() }
    }

    /// The same, resting on a rule of the rulebook.
    #[must_use]
    pub fn by(mut self, rule: &'static str) -> Refusal {
        self.rules.push(rule);
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.text.zh, self.text.en)
    }
}

impl std::error::Error for Refusal {}
