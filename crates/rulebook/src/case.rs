//! A case in its interchange form, and how it becomes a row of columns.

mod read;
mod row;

use crate::day::Dated;
use crate::text::Text;
use std::collections::BTreeMap;

pub use read::read_case;
pub use row::{Contradiction, push_case};

/// Something in the input that cannot be used; the rest still is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, such as `facts[2].on`.
    pub place: String,
    /// The value found there.
    pub value: String,
    /// What is wrong and how to mend it.
    pub message: Text,
}

/// The person of a case, as far as rules need to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Day of birth.
    pub born: Option<Dated>,
    /// Name, only to tell whether somebody vouches for himself.
    pub name: Option<String>,
}

/// The value of a field of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number, a yes (1) or no (0), or the index of a listed value.
    Int(i32),
    /// A date.
    Day(Dated),
    /// Free text.
    Text(String),
    /// Names.
    Names(Vec<String>),
}

/// Something that happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fact {
    /// Its id, if a later fact may correct it.
    pub id: Option<String>,
    /// Its kind.
    pub kind: String,
    /// When it happened; `None` if nobody wrote it down.
    pub on: Option<Dated>,
    /// Id of the fact that this one corrects.
    pub replaces: Option<String>,
    /// Its other fields.
    pub fields: BTreeMap<String, Value>,
}

/// A case: dated facts of one procedure about one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// Its id in the input.
    pub id: String,
    /// Its procedure.
    pub procedure: String,
    /// The day of the examination, if stated; without it nothing is overdue.
    pub today: Option<Dated>,
    /// The person.
    pub person: Person,
    /// What happened.
    pub facts: Vec<Fact>,
}
