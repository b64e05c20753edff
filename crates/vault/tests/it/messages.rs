//! What people read, and what nobody may read.

use std::path::PathBuf;

use xibao_vault::{FileAct, KeyId, KeyRing, Malformed, Secret, Suite, Vault, VaultError};

use crate::{HOME, chance, ring, vault};

fn every_error() -> Vec<VaultError> {
    let (field, path) = ("person.phone".to_owned(), PathBuf::from("xibao.keys"));
    let key = KeyId(0x2a);
    let reason = "REASON".to_owned();
    let problem = Malformed::Cut;
    vec![
        VaultError::NoSuchKey { key },
        VaultError::DoesNotFit { field: field.clone(), key },
        VaultError::Malformed { problem },
        VaultError::NotText { field: field.clone() },
        VaultError::TooLong { field, bytes: 70_000 },
        VaultError::Exhausted { key },
        VaultError::ChainBreaks { index: 3 },
        VaultError::ChainKey { index: 3, key },
        VaultError::NoRandom { reason: reason.clone() },
        VaultError::Provider { key, reason: reason.clone() },
        VaultError::Day { day: "today".to_owned() },
        KeyRing::parse("").unwrap_err(),
        VaultError::KeyFile {
            path: path.clone(),
            line: 3,
            zh: "中".to_owned(),
            en: "why".to_owned(),
        },
        VaultError::FileExists { path: path.clone() },
        VaultError::RotationUnderWay { path: path.clone() },
        VaultError::FileOpenToOthers { path: path.clone(), mode: 0o644 },
        VaultError::NotAKeyFile { path: path.clone() },
        VaultError::File { path, doing: FileAct::Read, reason },
        VaultError::TooManyKeys,
    ]
}

#[test]
fn every_error_speaks_both_languages_and_names_the_same_things() {
    for error in every_error() {
        let (zh, en) = (error.zh(), error.en());
        assert!(zh.chars().any(|c| ('一'..='龥').contains(&c)), "{error:?}: {zh}");
        assert!(en.is_ascii() && en == error.to_string(), "{error:?}: {en}");
        for part in ["0000002a", "person.phone", "xibao.keys", "0644", "70000", "REASON", "today"] {
            assert_eq!(zh.contains(part), en.contains(part), "{part}: {zh} / {en}");
        }
    }
}

#[test]
fn every_malformed_text_is_said_in_both_languages() {
    for problem in [
        Malformed::Version,
        Malformed::KeyId,
        Malformed::Cut,
        Malformed::Alphabet,
        Malformed::TooLong,
    ] {
        let error = VaultError::Malformed { problem };
        assert!(error.zh().contains(problem.zh()) && error.en().contains(problem.en()));
    }
}

#[test]
fn debug_prints_no_secret() {
    let ring = ring(Suite::Gm);
    let vault = vault(Suite::Gm);
    let sealed = vault.seal(HOME, "13800138000", &mut chance(1)).unwrap();
    let secret = vault.open(HOME, &sealed).unwrap();
    assert_eq!(format!("{secret:?} {:#?}", Secret::from("x".to_owned())), "*** ***");
    let (current, index) = (ring.current(), ring.index());
    assert_eq!(
        format!("{vault:?}"),
        format!("Vault {{ current: \"{current}\", index: \"{index}\", .. }}")
    );
    assert_eq!(
        format!("{ring:?}"),
        format!(
            "KeyRing {{ keys: [\"{current}\", \"{index}\"], current: \"{current}\", index: \"{index}\", .. }}"
        )
    );
    let software = xibao_vault::Software::of(&ring).unwrap();
    let text = format!("{software:?}");
    assert!(text.contains(&current.to_string()) && text.len() < 80, "{text}");
    assert_eq!(format!("{sealed:?}"), format!("Sealed(key {current}, 27 bytes)"));
}

#[test]
fn a_vault_can_be_shared() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Vault>();
    shared::<VaultError>();
}
