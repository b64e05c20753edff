//! What a user relies on: codes are read as people write them, and what is wrong says so.

#![expect(clippy::unwrap_used, reason = "a test that meets what it did not expect must stop")]

mod credit_code;
mod division;
mod id_number;
mod lists;

/// The cases of a file of published and synthetic vectors.
fn vectors(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}
