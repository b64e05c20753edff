//! Every fixed statement, so that one test can have both engines prepare all of them.

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

/// Rows of one statement that writes many.
pub(crate) const ROWS: usize = 100;

/// Declares the statements of a noun, each once, and the list of them.
macro_rules! declare {
    ($($name:ident = $text:literal;)*) => {
        $(const $name: &str = $text;)*
        pub(crate) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}
pub(crate) use declare;
