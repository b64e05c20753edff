//! Any text as a rulebook: read it, and lint what can be read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xibao_rulebook::Rulebook;

fuzz_target!(|text: &str| {
    if let Ok(book) = Rulebook::read(&[("fuzz.toml", text)]) {
        let _ = book.lint();
    }
});
