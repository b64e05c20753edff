//! Any text as a name, an identity number, a credit code, a stored fact.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xibao_codes::{credit_code::CreditCode, id_number::IdNumber};
use xibao_domain::{Event, Field};
use xibao_names::{clean, pinyin, search, strokes};

fuzz_target!(|text: &str| {
    if let Ok(name) = clean(text) {
        let name = name.as_str();
        assert_eq!(clean(name).expect("clean twice").as_str(), name);
        let _ = (strokes::key(name, strokes::StrokeMode::default()), pinyin::key(name));
        let tokens = search::tokens(name);
        if search::matches(name, text)
            && let Some(query) = search::query(text)
        {
            let found = |term: &search::Term| tokens.iter().any(|token| term.accepts(token));
            assert!(query.terms.iter().all(found), "{text}");
        }
    }
    if let Ok(read) = IdNumber::read(text) {
        let again = IdNumber::read(read.number.as_str()).expect("read twice");
        assert_eq!(again.number.as_str(), read.number.as_str());
    }
    let _ = CreditCode::read(text);
    for field in Field::ALL {
        let _ = field.check(text);
    }
    let _ = serde_json::from_str::<Event>(text);
});
