//! What a user of the rulebook relies on.

mod examples;
mod interchange;
