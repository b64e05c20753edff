//! The `xibao` command.
fn main() {}
