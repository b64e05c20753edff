//! What a user relies on: what is refused, what follows from facts, and that no history of them
//! leads astray.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod any;
mod drawing;
mod facts;
mod field;
mod findings;
mod given;
mod membership;
mod organisation;
mod person;
mod text;
mod transfer;
mod tree;
