//! Any JSON as a case: read it and reckon it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use xibao_rulebook::{Reckoner, Rulebook, bundled, read_case};

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| bundled::cpc().expect("bundled"));
static RECKONER: LazyLock<Reckoner<'static>> = LazyLock::new(|| Reckoner::new(&BOOK, "admission"));

fuzz_target!(|text: &str| {
    if let Ok(json) = serde_json::from_str(text) {
        let (case, _) = read_case(&BOOK, &json);
        let _ = RECKONER.reckon(&case);
    }
});
