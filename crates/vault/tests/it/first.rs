//! What the first version wrote is read for ever, and was not only what this code happens to say.

use serde_json::Value;
use xibao_vault::{KeyId, KeyRing, Link, Mac, Place, Sealed, Suite, Vault};

const KEYS: &str = include_str!("../data/first.keys");
const VALUES: &str = include_str!("../data/first.json");

fn values(section: &str) -> Vec<Value> {
    let values: Value = serde_json::from_str(VALUES).unwrap();
    let list = values[section].as_array().unwrap().clone();
    assert!(!list.is_empty());
    list
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap()
}

fn bytes16(value: &Value, field: &str) -> [u8; 16] {
    u128::from_str_radix(text(value, field), 16).unwrap().to_be_bytes()
}

fn key(value: &Value) -> KeyId {
    text(value, "key").parse().unwrap()
}

#[test]
fn its_keys_are_read() {
    let ring = KeyRing::parse(KEYS).unwrap();
    let keys: Vec<String> =
        ring.keys().map(|k| format!("{} {} {} {}", k.id, k.kind, k.suite, k.created)).collect();
    assert_eq!(
        keys,
        [
            "00c0ffee data gm 2026-11-24",
            "0badcafe index gm 2026-11-24",
            "5eed0003 data intl 2027-11-24",
            "5eed0004 index intl 2027-11-24",
        ]
    );
    assert_eq!((ring.current(), ring.index()), (KeyId(0x5eed_0003), KeyId(0x5eed_0004)));
}

#[test]
fn its_values_open() {
    let vault = Vault::new(&KeyRing::parse(KEYS).unwrap()).unwrap();
    let mut suites = [0, 0];
    for value in values("sealed") {
        let place = Place::new(text(&value, "field"), bytes16(&value, "owner"));
        let sealed: Sealed = text(&value, "sealed").parse().unwrap();
        assert_eq!(sealed.key(), key(&value));
        assert_eq!(vault.open(place, &sealed).unwrap().expose(), text(&value, "plain"), "{value}");
        suites[usize::from(vault.suite(sealed.key()) == Some(Suite::Gm))] += 1;
    }
    assert_eq!(suites, [4, 4]);
}

#[test]
fn its_blind_values_match() {
    let vault = Vault::new(&KeyRing::parse(KEYS).unwrap()).unwrap();
    for value in values("blind") {
        let (field, normalised) = (text(&value, "field"), text(&value, "normalised"));
        let blind = vault.blind_with(key(&value), field, normalised).unwrap();
        assert_eq!(blind, bytes16(&value, "blind"), "{value}");
    }
}

#[test]
fn its_chain_holds() {
    let vault = Vault::new(&KeyRing::parse(KEYS).unwrap()).unwrap();
    let links: Vec<Link<String>> = values("chain")
        .iter()
        .map(|value| Link {
            key: key(value),
            content: text(value, "content").to_owned(),
            mac: text(value, "mac").parse().unwrap(),
        })
        .collect();
    assert_eq!(vault.verify_chain(&Mac::START, &links).unwrap(), links[2].mac);
}
