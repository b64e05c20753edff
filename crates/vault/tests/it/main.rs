//! What a user of the vault relies on: values come back at their place and nowhere else, keys are
//! never lost or shown, and whatever is cut or changed is told.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets what it did not expect must stop"
)]

mod chains;
mod first;
mod keyfiles;
mod keytexts;
mod messages;
mod provider;
mod seals;

use xibao_vault::{KeyRing, KeyUse, NoRandom, Place, Suite, Vault};

const DAY: &str = "2026-11-24";
const SUITES: [Suite; 2] = [Suite::Gm, Suite::Intl];
const HOME: Place<'static> = Place { field: "person.phone", owner: [7; 16] };

/// Chance that is the same every time: xorshift, from a seed.
fn chance(seed: u64) -> impl FnMut(&mut [u8]) -> Result<(), NoRandom> {
    let mut state = seed | 1;
    move |bytes| {
        for byte in bytes {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *byte = state.to_be_bytes()[0];
        }
        Ok(())
    }
}

fn ring(suite: Suite) -> KeyRing {
    KeyRing::generate(suite, DAY, &mut chance(0x9e37_79b9_7f4a_7c15)).unwrap()
}

fn vault(suite: Suite) -> Vault {
    Vault::new(&ring(suite)).unwrap()
}

fn rotated(suite: Suite, kind: KeyUse) -> (KeyRing, Vault, Vault) {
    let mut ring = ring(suite);
    let before = Vault::new(&ring).unwrap();
    ring.rotate(kind, suite, DAY, &mut chance(77)).unwrap();
    let after = Vault::new(&ring).unwrap();
    (ring, before, after)
}
