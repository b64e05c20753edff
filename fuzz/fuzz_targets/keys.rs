//! Any text as a key file, a sealed value, a mac.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xibao_vault::{KeyRing, Mac, Sealed};

fuzz_target!(|text: &str| {
    if let Ok(ring) = KeyRing::parse(text) {
        let again = KeyRing::parse(&ring.to_text()).expect("what is written is read");
        assert_eq!(again.current(), ring.current());
    }
    if let Ok(sealed) = text.parse::<Sealed>() {
        assert_eq!(sealed.to_string(), text);
    }
    let _ = text.parse::<Mac>();
});
