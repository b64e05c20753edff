//! What a user of the store relies on, told once and true on both engines.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
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

mod batches;
mod facts;
mod figures;
mod ground;
mod opening;
mod organisations;
mod people;
mod plans;
mod previews;
mod rosters;
mod search;
mod statements;
mod twins;
mod writers;
