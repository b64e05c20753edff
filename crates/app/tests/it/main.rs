//! Stories of the register, each told on SQLite and on PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests"
)]

/// Every story as a test of its own on a new SQLite file and on a new PostgreSQL database.
macro_rules! on_both_engines {
    ($($story:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $story() { crate::ground::on_sqlite(super::$story); })*
        }
        mod postgres {
            $(#[test] fn $story() {
                let name = concat!(module_path!(), "::", stringify!($story));
                crate::ground::on_postgres(name, super::$story);
            })*
        }
    };
}

mod chance;
mod full;
mod generate;
mod ground;
mod hostile;
mod import;
mod keys;
mod kill;
mod races;
mod simulation;
mod story;
mod support;
mod tamper;
mod undo;
