//! Every fixed statement, so that one test can have both engines prepare all of them.

use crate::{Engine, StoreError};

/// Name and text of every fixed statement that both engines run.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [
        crate::batch::STATEMENTS,
        crate::fact::STATEMENTS,
        crate::organisation::STATEMENTS,
        crate::person::STATEMENTS,
        crate::preview::STATEMENTS,
    ]
    .concat()
}

/// The same, with what only this engine runs.
pub fn statements_of(engine: Engine) -> Vec<(&'static str, &'static str)> {
    let own = match engine {
        Engine::Sqlite => crate::search::SQLITE_STATEMENTS,
        Engine::Postgres => crate::search::POSTGRES_STATEMENTS,
    };
    [statements().as_slice(), own].concat()
}

/// Rows of one statement that writes many.
pub(crate) const ROWS: usize = 100;

/// PostgreSQL stores no NUL in a text; so that a register fits on either engine, neither does
/// `SQLite` here.
pub(crate) fn refuse_nul(texts: &[&str]) -> Result<(), StoreError> {
    if texts.iter().any(|text| text.contains('\0')) {
        let what = "a text holds the character U+0000; take it out";
        return Err(StoreError::Driver(sqlx::Error::Encode(what.into())));
    }
    Ok(())
}

/// Declares the statements of a noun, each once, and the list of them.
macro_rules! declare {
    ($($name:ident = $text:literal;)*) => {
        $(const $name: &str = $text;)*
        pub(crate) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}
pub(crate) use declare;
