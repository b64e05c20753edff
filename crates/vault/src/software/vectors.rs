//! Published vectors, run through the code that seals and authenticates.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets what it did not expect must stop"
)]

use serde_json::Value;
use sm4::cipher::{Block, BlockCipherEncrypt};

use super::*;

const VECTORS: &str = include_str!("../../tests/data/vectors.json");
const SM4_GCM: &str = include_str!("../../tests/data/sm4_gcm_wycheproof.json");
const HMAC_SM3: &str = include_str!("../../tests/data/hmac_sm3_wycheproof.json");

fn list(section: &str) -> Vec<Value> {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    let list = vectors[section].as_array().unwrap().clone();
    assert!(!list.is_empty());
    list
}

fn bytes(case: &Value, field: &str) -> Vec<u8> {
    let text = case[field].as_str().unwrap();
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

fn keys(suite: Suite, sealing: &[u8]) -> Box<dyn Purposes> {
    match suite {
        Suite::Gm => Box::new(GmKeys::of(sealing, &[], &[]).unwrap()),
        Suite::Intl => Box::new(IntlKeys::of(sealing, &[], &[]).unwrap()),
    }
}

#[test]
fn sm3_digests_as_published() {
    use sm3::Digest;
    for case in list("sm3") {
        assert_eq!(Sm3::digest(bytes(&case, "message"))[..], bytes(&case, "digest"), "{case}");
    }
}

#[test]
fn sm4_encrypts_as_published() {
    for case in list("sm4") {
        let cipher = Sm4::new_from_slice(&bytes(&case, "key")).unwrap();
        let mut block = Block::<Sm4>::try_from(&bytes(&case, "plain")[..]).unwrap();
        for _ in 0..case["rounds"].as_u64().unwrap() {
            cipher.encrypt_block(&mut block);
        }
        assert_eq!(block[..], bytes(&case, "cipher"), "{case}");
    }
}

#[test]
fn gcm_seals_and_opens_as_published() {
    for case in list("gcm") {
        let keys = keys(case["suite"].as_str().unwrap().parse().unwrap(), &bytes(&case, "key"));
        let nonce = bytes(&case, "nonce").try_into().unwrap();
        let (associated, plain) = (bytes(&case, "associated"), bytes(&case, "plain"));
        let sealed = [bytes(&case, "cipher"), bytes(&case, "tag")].concat();
        assert_eq!(keys.seal(&nonce, &associated, &plain).unwrap(), sealed, "{case}");
        assert_eq!(*keys.open(&nonce, &associated, &sealed).unwrap(), plain, "{case}");
    }
}

#[test]
fn sm4_gcm_answers_wycheproof() {
    let file: Value = serde_json::from_str(SM4_GCM).unwrap();
    let mut run = 0;
    for group in file["testGroups"].as_array().unwrap() {
        if group["ivSize"] != 8 * NONCE_BYTES {
            continue;
        }
        for case in group["tests"].as_array().unwrap() {
            let keys = keys(Suite::Gm, &bytes(case, "key"));
            let nonce = bytes(case, "iv").try_into().unwrap();
            let (associated, plain) = (bytes(case, "aad"), bytes(case, "msg"));
            let sealed = [bytes(case, "ct"), bytes(case, "tag")].concat();
            let opened = keys.open(&nonce, &associated, &sealed);
            if case["result"] == "valid" {
                assert_eq!(*opened.unwrap(), plain, "{case}");
                assert_eq!(keys.seal(&nonce, &associated, &plain).unwrap(), sealed, "{case}");
            } else {
                assert!(opened.is_none(), "{case}");
            }
            run += 1;
        }
    }
    assert_eq!(run, 65);
}

#[test]
fn hmac_sm3_answers_wycheproof() {
    let file: Value = serde_json::from_str(HMAC_SM3).unwrap();
    let mut run = 0;
    for group in file["testGroups"].as_array().unwrap() {
        for case in group["tests"].as_array().unwrap() {
            let key = bytes(case, "key");
            let keys = GmKeys::of(&[0; 16], &key, &key).unwrap();
            let tag = bytes(case, "tag");
            for purpose in [MacPurpose::Blind, MacPurpose::Chain] {
                let mac = keys.mac(purpose, &[&bytes(case, "msg")]);
                assert_eq!(mac[..tag.len()] == tag, case["result"] == "valid", "{case}");
            }
            run += 1;
        }
    }
    assert_eq!(run, 174);
}

#[test]
fn hmac_sha256_is_as_published() {
    for case in list("hmac_sha256") {
        let (key, message) = (bytes(&case, "key"), bytes(&case, "message"));
        let keys = IntlKeys::of(&[0; 32], &key, &key).unwrap();
        for purpose in [MacPurpose::Blind, MacPurpose::Chain] {
            let (start, rest) = message.split_at(message.len() / 2);
            assert_eq!(keys.mac(purpose, &[start, rest])[..], bytes(&case, "mac"), "{case}");
        }
    }
}

#[test]
fn hkdf_derives_as_published() {
    for case in list("hkdf_sha256") {
        let salt = bytes(&case, "salt");
        let due = bytes(&case, "key");
        let mut key = vec![0; due.len()];
        let hkdf = GenericHkdf::<Hmac<Sha256>>::new(Some(&salt), &bytes(&case, "secret"));
        hkdf.expand(&bytes(&case, "info"), &mut key).unwrap();
        assert_eq!(key, due, "{case}");
    }
}

#[test]
fn a_derived_key_gives_none_of_the_others() {
    let mut seen = std::collections::BTreeSet::new();
    for suite in [Suite::Gm, Suite::Intl] {
        let ring = KeyRing::generate(suite, "2026-11-24", &mut crate::system_random).unwrap();
        let provider = Software::of(&ring).unwrap();
        for key in [ring.current(), ring.index()] {
            for purpose in [MacPurpose::Blind, MacPurpose::Chain] {
                assert!(seen.insert(provider.mac(key, purpose, &[b"same"]).unwrap()));
            }
        }
    }
    assert_eq!(seen.len(), 8);
}
