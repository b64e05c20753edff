//! Sealing, opening, resealing, blinding.

use proptest::prelude::*;
use xibao_vault::{
    BLIND_BYTES, KeyId, KeyUse, MAX_PLAIN_BYTES, Malformed, NoRandom, Place, SEAL_LIMIT, Sealed,
    Suite, Vault, VaultError, system_random,
};

use crate::{HOME, SUITES, chance, ring, rotated, vault};

fn suite() -> impl Strategy<Value = Suite> {
    prop_oneof![Just(Suite::Gm), Just(Suite::Intl)]
}

proptest! {
    #[test]
    fn what_is_sealed_opens_at_its_place(
        suite in suite(), field in ".{0,40}", owner: [u8; 16], plain in ".{0,200}", seed: u64,
    ) {
        let vault = vault(suite);
        let place = Place::new(&field, owner);
        let sealed = vault.seal(place, &plain, &mut chance(seed)).unwrap();
        let read: Sealed = sealed.to_string().parse().unwrap();
        prop_assert_eq!(&read, &sealed);
        prop_assert_eq!(vault.open(place, &read).unwrap().expose().to_owned(), plain);
    }

    #[test]
    fn any_flipped_bit_is_refused(
        suite in suite(), plain in ".{0,40}", at: prop::sample::Index, bit in 0u8..8,
    ) {
        let vault = vault(suite);
        let text = vault.seal(HOME, &plain, &mut chance(3)).unwrap().to_string();
        let mut bytes = text.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        // Not UTF-8 at all: no text column holds it.
        let Ok(changed) = String::from_utf8(bytes) else { return Ok(()) };
        let error = match changed.parse::<Sealed>() {
            Ok(sealed) => vault.open(HOME, &sealed).unwrap_err(),
            Err(error) => error,
        };
        let refused = matches!(
            error,
            VaultError::Malformed { .. }
                | VaultError::DoesNotFit { .. }
                | VaultError::NoSuchKey { .. }
        );
        prop_assert!(refused, "{:?}", error);
    }

    #[test]
    fn another_place_is_refused(
        suite in suite(),
        field in "[a-z.]{0,12}", owner: [u8; 16],
        other in "[a-z.]{0,12}", another: [u8; 16],
    ) {
        let vault = vault(suite);
        let sealed = vault.seal(Place::new(&field, owner), "1", &mut chance(5)).unwrap();
        for wrong in [Place::new(&other, owner), Place::new(&field, another)] {
            if wrong != Place::new(&field, owner) {
                let field = wrong.field.to_owned();
                let expected = VaultError::DoesNotFit { field, key: sealed.key() };
                prop_assert_eq!(vault.open(wrong, &sealed).unwrap_err(), expected);
            }
        }
    }

    #[test]
    fn no_text_panics(text in ".{0,120}") {
        let _ = text.parse::<Sealed>();
        let _ = format!("v1.0000002a.{text}").parse::<Sealed>();
    }

    #[test]
    fn a_text_read_prints_as_it_was(text in "v1\\.[0-9a-f]{8}\\.[A-Za-z0-9_-]{38,60}") {
        if let Ok(sealed) = text.parse::<Sealed>() {
            prop_assert_eq!(sealed.to_string(), text);
        }
    }
}

#[test]
fn the_seam_between_field_and_owner_is_no_place_to_slip_through() {
    let vault = vault(Suite::Intl);
    let mut shifted = [b'b'; 16];
    shifted[15] = 1;
    let sealed = vault.seal(Place::new("a", [b'b'; 16]), "1", &mut chance(5)).unwrap();
    assert!(vault.open(Place::new("ab", shifted), &sealed).is_err());
}

#[test]
fn malformed_text_is_told_apart() {
    let good = "AAECAwQFBgcICQoLAAECAwQFBgcICQoLDA0ODw";
    let long = "A".repeat((MAX_PLAIN_BYTES + 29) / 3 * 4 + 4);
    for (text, problem) in [
        (String::new(), Malformed::Version),
        (format!("v2.0000002a.{good}"), Malformed::Version),
        ("v1".to_owned(), Malformed::KeyId),
        (format!("v1.0000002A.{good}"), Malformed::KeyId),
        (format!("v1.+000002a.{good}"), Malformed::KeyId),
        (format!("v1.02a.{good}"), Malformed::KeyId),
        ("v1.0000002a".to_owned(), Malformed::Cut),
        ("v1.0000002a.".to_owned(), Malformed::Cut),
        (format!("v1.0000002a.{}", &good[..36]), Malformed::Cut),
        (format!("v1.0000002a.{good}=="), Malformed::Alphabet),
        (format!("v1.0000002a.{good} "), Malformed::Alphabet),
        (format!("v1.0000002a.{}", good.replace("Dw", "Dx")), Malformed::Alphabet),
        (format!("v1.0000002a.{}+", &good[..37]), Malformed::Alphabet),
        (format!("v1.0000002a.{long}"), Malformed::TooLong),
    ] {
        assert_eq!(text.parse::<Sealed>(), Err(VaultError::Malformed { problem }), "{text:.60}");
    }
}

#[test]
fn a_missing_key_is_named() {
    for suite in SUITES {
        let (_, before, after) = rotated(suite, KeyUse::Data);
        let sealed = after.seal(HOME, "1", &mut chance(1)).unwrap();
        let error = before.open(HOME, &sealed).unwrap_err();
        assert_eq!(error, VaultError::NoSuchKey { key: after.current_key_id() });
        assert!(error.en().contains(&after.current_key_id().to_string()));
    }
}

#[test]
fn another_key_of_the_same_id_does_not_fit() {
    let ids = |secret: u8| {
        let mut asked = 0u8;
        move |bytes: &mut [u8]| {
            asked += 1;
            bytes.fill(if bytes.len() == 32 { secret } else { asked });
            Ok(())
        }
    };
    let made = |secret| {
        let ring = xibao_vault::KeyRing::generate(Suite::Gm, crate::DAY, &mut ids(secret)).unwrap();
        Vault::new(&ring).unwrap()
    };
    let (one, other) = (made(1), made(2));
    assert_eq!(one.current_key_id(), other.current_key_id());
    let sealed = one.seal(HOME, "1", &mut chance(1)).unwrap();
    assert!(matches!(other.open(HOME, &sealed), Err(VaultError::DoesNotFit { .. })));
}

#[test]
fn after_a_rotation_old_values_open_and_are_sealed_anew_once() {
    for suite in SUITES {
        let (ring, before, after) = rotated(suite, KeyUse::Data);
        let old = before.seal(HOME, "13800138000", &mut chance(1)).unwrap();
        assert_eq!(after.open(HOME, &old).unwrap().expose(), "13800138000");
        let new = after.reseal_if_old(HOME, &old, &mut chance(2)).unwrap().unwrap();
        assert_eq!(new.key(), ring.current());
        assert_eq!(after.open(HOME, &new).unwrap().expose(), "13800138000");
        assert_eq!(after.reseal_if_old(HOME, &new, &mut chance(2)).unwrap(), None);
        let elsewhere = Place::new(HOME.field, [8; 16]);
        assert!(after.reseal_if_old(elsewhere, &old, &mut chance(2)).is_err());
    }
}

#[test]
fn a_rotation_may_change_the_suite() {
    let mut ring = ring(Suite::Intl);
    let old = Vault::new(&ring).unwrap().seal(HOME, "1", &mut chance(1)).unwrap();
    ring.rotate(KeyUse::Data, Suite::Gm, crate::DAY, &mut chance(9)).unwrap();
    let vault = Vault::new(&ring).unwrap();
    assert_eq!(vault.suite(ring.current()), Some(Suite::Gm));
    assert_eq!(vault.suite(KeyId(0)), None);
    let new = vault.reseal_if_old(HOME, &old, &mut chance(2)).unwrap().unwrap();
    assert_eq!(vault.open(HOME, &new).unwrap().expose(), "1");
}

#[test]
fn two_seals_of_one_value_differ() {
    let vault = vault(Suite::Gm);
    let one = vault.seal(HOME, "1", &mut system_random).unwrap();
    let two = vault.seal(HOME, "1", &mut system_random).unwrap();
    assert_ne!(one, two);
    assert_eq!(vault.seal_count(), 2);
}

#[test]
fn a_key_that_sealed_its_share_seals_no_more() {
    let vault = vault(Suite::Intl).counting_from(SEAL_LIMIT - 1);
    let last = vault.seal(HOME, "1", &mut chance(1)).unwrap();
    for _ in 0..2 {
        let error = vault.seal(HOME, "1", &mut chance(1)).unwrap_err();
        assert_eq!(error, VaultError::Exhausted { key: vault.current_key_id() });
    }
    assert_eq!(vault.seal_count(), SEAL_LIMIT);
    assert!(vault.open(HOME, &last).is_ok());
}

#[test]
fn a_source_without_chance_seals_nothing() {
    let vault = vault(Suite::Gm);
    let mut silent = |_: &mut [u8]| Ok(());
    let mut broken = |_: &mut [u8]| Err(NoRandom("no device".to_owned()));
    for random in [&mut silent as &mut xibao_vault::Random<'_>, &mut broken] {
        let error = vault.seal(HOME, "1", random).unwrap_err();
        assert!(matches!(error, VaultError::NoRandom { .. }));
    }
}

#[test]
fn the_longest_value_is_sealed_and_a_longer_one_is_not() {
    let vault = vault(Suite::Intl);
    let longest = "x".repeat(MAX_PLAIN_BYTES);
    let sealed: Sealed =
        vault.seal(HOME, &longest, &mut chance(1)).unwrap().to_string().parse().unwrap();
    assert_eq!(vault.open(HOME, &sealed).unwrap().expose(), longest);
    let bytes = MAX_PLAIN_BYTES + 1;
    let error = vault.seal(HOME, &"x".repeat(bytes), &mut chance(1)).unwrap_err();
    assert_eq!(error, VaultError::TooLong { field: HOME.field.to_owned(), bytes });
}

#[test]
fn blind_values_survive_a_rotation_of_data_keys_only() {
    for suite in SUITES {
        let (ring, before, after) = rotated(suite, KeyUse::Data);
        let blind = before.blind("phone", "13800138000").unwrap();
        assert_eq!(after.blind("phone", "13800138000").unwrap(), blind);
        assert_eq!(after.index_key_id(), ring.index());

        let (_, before, after) = rotated(suite, KeyUse::Index);
        assert_ne!(after.blind("phone", "13800138000").unwrap(), blind);
        assert_ne!(after.index_key_id(), before.index_key_id());
        let old = after.blind_with(before.index_key_id(), "phone", "13800138000").unwrap();
        assert_eq!(old, blind);
    }
}

#[test]
fn blind_values_of_different_fields_and_values_differ() {
    let vault = vault(Suite::Gm);
    let pairs = [("phone", "1"), ("phone", "2"), ("phon", "e1"), ("", "phone1"), ("phone1", "")];
    let mut seen: Vec<[u8; BLIND_BYTES]> =
        pairs.iter().map(|(field, value)| vault.blind(field, value).unwrap()).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), pairs.len());
}

#[test]
fn a_vault_is_shared_between_threads() {
    let vault = vault(Suite::Intl);
    std::thread::scope(|scope| {
        for seed in 1..5 {
            let vault = &vault;
            scope.spawn(move || {
                for number in 0..100 {
                    let plain = format!("{seed}-{number}");
                    let sealed = vault.seal(HOME, &plain, &mut system_random).unwrap();
                    assert_eq!(vault.open(HOME, &sealed).unwrap().expose(), plain);
                }
            });
        }
    });
    assert_eq!(vault.seal_count(), 400);
}
