//! What a user of the rulebook relies on.

mod interchange;
mod lint;
mod reference;
