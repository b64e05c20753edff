//! What a user of the rulebook relies on.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets what it did not expect must stop"
)]

mod interchange;
mod lint;
mod published;
mod reference;
