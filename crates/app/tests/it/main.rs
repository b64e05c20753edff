//! Stories of the register, on SQLite; the same on PostgreSQL where one is given.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests"
)]

mod generate;
mod import;
mod story;
mod support;
