//! Chains of facts.

use proptest::prelude::*;
use xibao_vault::{KeyId, KeyUse, Link, Mac, Malformed, Suite, Vault, VaultError};

use crate::{SUITES, rotated, vault};

fn chained<C: AsRef<[u8]>>(vault: &Vault, contents: Vec<C>) -> Vec<Link<C>> {
    let mut last = Mac::START;
    let key = vault.current_key_id();
    contents
        .into_iter()
        .map(|content| {
            last = vault.chain_next(&last, content.as_ref()).unwrap();
            Link { key, content, mac: last }
        })
        .collect()
}

#[test]
fn a_chain_left_alone_holds_and_gives_its_last_mac() {
    for suite in SUITES {
        let vault = vault(suite);
        let facts = chained(&vault, vec!["one", "", "three"]);
        assert_eq!(vault.verify_chain(&Mac::START, &facts).unwrap(), facts[2].mac);
        assert_eq!(vault.verify_chain(&facts[0].mac, &facts[1..]).unwrap(), facts[2].mac);
        let none: [Link<&str>; 0] = [];
        assert_eq!(vault.verify_chain(&Mac::START, &none).unwrap(), Mac::START);
    }
}

proptest! {
    #[test]
    fn a_chain_breaks_where_it_was_touched(
        count in 2usize..12, at: prop::sample::Index, act in 0..5,
    ) {
        let vault = vault(Suite::Gm);
        let mut facts = chained(&vault, (0..count).map(|i| format!("fact {i}")).collect());
        let at = at.index(count - 1);
        match act {
            0 => facts[at].content.push('!'),
            1 => facts[at].mac.0[at % 32] ^= 1,
            2 => { facts.remove(at); }
            3 => facts.insert(at, Link { content: "forged".to_owned(), ..facts[at].clone() }),
            _ => facts.swap(at, at + 1),
        }
        let expected = VaultError::ChainBreaks { index: at as u64 };
        prop_assert_eq!(vault.verify_chain(&Mac::START, &facts).unwrap_err(), expected);
    }

    #[test]
    fn contents_cannot_be_shifted_across_a_seam(one in "[ab]{0,4}", two in "[ab]{0,4}") {
        let vault = vault(Suite::Intl);
        let mac = |content: &str| vault.chain_next(&Mac::START, content.as_bytes()).unwrap();
        prop_assert_eq!(mac(&one) == mac(&two), one == two);
    }
}

#[test]
fn a_chain_goes_on_under_a_new_key() {
    for suite in SUITES {
        let (_, before, after) = rotated(suite, KeyUse::Data);
        let mut facts = chained(&before, vec!["one", "two"]);
        let mac = after.chain_next(&facts[1].mac, b"three").unwrap();
        facts.push(Link { key: after.current_key_id(), content: "three", mac });
        assert_eq!(after.verify_chain(&Mac::START, &facts).unwrap(), mac);
        let expected = VaultError::ChainKey { index: 2, key: after.current_key_id() };
        assert_eq!(before.verify_chain(&Mac::START, &facts).unwrap_err(), expected);
        facts[0].key = after.current_key_id();
        let expected = VaultError::ChainBreaks { index: 0 };
        assert_eq!(after.verify_chain(&Mac::START, &facts).unwrap_err(), expected);
    }
}

#[test]
fn a_walk_stays_before_the_link_that_does_not_fit() {
    let vault = vault(Suite::Gm);
    let facts = chained(&vault, vec!["one", "two"]);
    let mut walk = vault.chain_walk(&Mac::START);
    walk.step(&facts[0]).unwrap();
    let wrong = Link { content: "tow", ..facts[1].clone() };
    assert_eq!(walk.step(&wrong).unwrap_err(), VaultError::ChainBreaks { index: 1 });
    assert_eq!((walk.count(), walk.last()), (1, facts[0].mac));
    walk.step(&facts[1]).unwrap();
    assert_eq!((walk.count(), walk.last()), (2, facts[1].mac));
}

#[test]
fn an_unknown_key_is_named() {
    let error = vault(Suite::Gm).chain_with(KeyId(5), &Mac::START, b"").unwrap_err();
    assert_eq!(error, VaultError::NoSuchKey { key: KeyId(5) });
}

#[test]
fn the_text_of_a_mac_reads_back_and_no_other_does() {
    let mac = vault(Suite::Gm).chain_next(&Mac::START, b"one").unwrap();
    let text = mac.to_string();
    assert_eq!(text.parse::<Mac>().unwrap(), mac);
    for (text, problem) in [
        ("", Malformed::Cut),
        (&text[..42], Malformed::Alphabet),
        (&text[..40], Malformed::Cut),
        (&format!("{text}="), Malformed::Alphabet),
    ] {
        assert_eq!(text.parse::<Mac>().unwrap_err(), VaultError::Malformed { problem }, "{text}");
    }
}
