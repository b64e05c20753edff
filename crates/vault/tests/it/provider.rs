//! Another provider in the place of the software.

use xibao_vault::{CryptoProvider, KeyId, Mac, MacPurpose, Refusal, Suite, Vault, VaultError};
use zeroize::Zeroizing;

use crate::{HOME, chance};

/// A machine that has key 1, and is broken or answers bytes that are no text.
struct Machine {
    broken: bool,
}

impl Machine {
    fn answer<T>(&self, key: KeyId, good: T) -> Result<T, Refusal> {
        match (self.suite(key), self.broken) {
            (None, _) => Err(Refusal::NoSuchKey),
            (_, true) => Err(Refusal::Failed("lid open".to_owned())),
            (_, false) => Ok(good),
        }
    }
}

impl CryptoProvider for Machine {
    fn suite(&self, key: KeyId) -> Option<Suite> {
        (key == KeyId(1)).then_some(Suite::Gm)
    }

    fn seal(&self, key: KeyId, _: &[u8; 12], _: &[u8], _: &[u8]) -> Result<Vec<u8>, Refusal> {
        self.answer(key, vec![0xff; 16])
    }

    fn open(
        &self,
        key: KeyId,
        _: &[u8; 12],
        _: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        self.answer(key, Zeroizing::new(sealed.to_vec()))
    }

    fn mac(&self, key: KeyId, _: MacPurpose, _: &[&[u8]]) -> Result<[u8; 32], Refusal> {
        self.answer(key, [9; 32])
    }
}

fn vault(broken: bool) -> Vault {
    Vault::with_provider(Box::new(Machine { broken }), KeyId(1), KeyId(1)).unwrap()
}

#[test]
fn a_vault_needs_both_current_keys() {
    for (current, index) in [(1, 2), (2, 1)] {
        let machine = Box::new(Machine { broken: false });
        let error = Vault::with_provider(machine, KeyId(current), KeyId(index)).unwrap_err();
        assert_eq!(error, VaultError::NoSuchKey { key: KeyId(2) });
    }
}

#[test]
fn a_failing_machine_is_told_in_its_words() {
    let failed = VaultError::Provider { key: KeyId(1), reason: "lid open".to_owned() };
    let sealed = vault(false).seal(HOME, "1", &mut chance(1)).unwrap();
    let vault = vault(true);
    assert_eq!(vault.seal(HOME, "1", &mut chance(1)).unwrap_err(), failed);
    assert_eq!(vault.open(HOME, &sealed).unwrap_err(), failed);
    assert_eq!(vault.blind("phone", "1").unwrap_err(), failed);
    assert_eq!(vault.chain_next(&Mac::START, b"1").unwrap_err(), failed);
}

#[test]
fn what_opens_to_no_text_is_refused() {
    let vault = vault(false);
    let sealed = vault.seal(HOME, "1", &mut chance(1)).unwrap();
    let error = vault.open(HOME, &sealed).unwrap_err();
    assert_eq!(error, VaultError::NotText { field: HOME.field.to_owned() });
}
