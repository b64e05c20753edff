//! What is wrong with a rulebook, where, and how to mend it.

use crate::model::Place;
use std::fmt;

/// One thing that is wrong in a rulebook's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Where.
    pub place: Place,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl Diagnostic {
    pub(crate) fn new(place: &Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic { place: place.clone(), message: message.into() }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.place.file, self.place.line, self.message)
    }
}

/// A rulebook that cannot be used, with everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulebookError(pub Vec<Diagnostic>);

impl fmt::Display for RulebookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            diagnostic.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for RulebookError {}
