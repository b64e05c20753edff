//! What the crate invents, from the outside.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "what goes wrong fails the test"
)]

mod common;
mod dossiers;
mod formats;
mod province;
