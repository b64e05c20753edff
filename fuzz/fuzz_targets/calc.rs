//! Any line as a request to the calculators.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use xibao_rulebook::{Rulebook, bundled, calc::request};

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| bundled::cpc().expect("bundled"));

fuzz_target!(|line: &str| {
    let _ = request::reply_to_line(&BOOK, line).to_line();
});
