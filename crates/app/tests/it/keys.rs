//! The wrong key file, a key that is missing, a key that was replaced.

use std::path::{Path, PathBuf};

use xibao_app::{AppError, Register, SealCount};
use xibao_domain::{Field, OrganisationKind};
use xibao_rulebook::bundled;
use xibao_store::Place;
use xibao_vault::Suite;

use crate::ground::Beside;
use crate::support::{Bench, day, founding, new_member, purpose};

on_both_engines!(
    a_wrong_key_file_is_refused_and_told_what_cannot_be_read,
    after_a_rotation_everything_is_read_with_the_new_key_and_checked_with_both,
);

/// People of the register.
const PEOPLE: u64 = 7;
/// Sealed values of each: the identity number and the telephone.
const SEALED: u64 = 2;

async fn filled(bench: &Bench) -> (Place, PathBuf, Register) {
    let place = bench.another().await;
    let keys = bench.folder.path().join("right.keys");
    let book = bundled::cpc().unwrap();
    let register = Register::create(&place, &keys, Suite::Gm, book).await.unwrap();
    let on = day("2026-11-24");
    let county = founding("青禾县委", OrganisationKind::Committee, None);
    let county = register.found(purpose("found"), county, on).await.unwrap();
    let branch = founding("东街支部", OrganisationKind::Branch, Some(county));
    let branch = register.found(purpose("found"), branch, on).await.unwrap();
    for _ in 0..PEOPLE {
        let person = new_member("王建国", branch);
        register.register_person(purpose("new"), person, on).await.unwrap();
    }
    (place, keys, register)
}

async fn opened(place: &Place, keys: &Path) -> Result<Register, AppError> {
    Register::open(place, keys, bundled::cpc().unwrap()).await
}

async fn a_wrong_key_file_is_refused_and_told_what_cannot_be_read(bench: Bench) {
    let (place, keys, register) = filled(&bench).await;
    let clean = register.verify(&mut |_| {}).await.unwrap();
    register.close().await;
    let (key, count) = clean.seals.first_key_value().unwrap();
    let all = PEOPLE * SEALED;
    assert_eq!(*count, SealCount { readable: all, ..SealCount::default() });

    let wrong = bench.folder.path().join("wrong.keys");
    let other = bench.another().await;
    let book = bundled::cpc().unwrap();
    Register::create(&other, &wrong, Suite::Gm, book).await.unwrap().close().await;
    let refused = opened(&place, &wrong).await.unwrap_err();
    assert!(matches!(&refused, AppError::WrongKey { key: told, .. } if told == key), "{refused}");
    let book = bundled::cpc().unwrap();
    let unchecked = Register::open_unchecked(&place, &wrong, book).await.unwrap();
    let without = Register::open_without_key(&place, bundled::cpc().unwrap()).await.unwrap();
    for register in [unchecked, without] {
        let found = register.verify(&mut |_| {}).await.unwrap();
        assert!(!found.is_clean());
        assert_eq!(found.fault_count, 0, "nothing is wrong but the key: {found:#?}");
        let count = SealCount { without_key: all, ..SealCount::default() };
        assert_eq!(found.seals, [(key.clone(), count)].into());
        // Every fact and every batch: seven people, two organisations, each recorded alone.
        assert_eq!(found.unchecked, [(key.clone(), 2 * (PEOPLE + 2))].into());
        register.close().await;
    }
    opened(&place, &keys).await.unwrap().close().await;
}

async fn after_a_rotation_everything_is_read_with_the_new_key_and_checked_with_both(bench: Bench) {
    let (place, keys, register) = filled(&bench).await;
    let found = register.verify(&mut |_| {}).await.unwrap();
    let old = found.seals.first_key_value().unwrap().0.clone();
    register.close().await;
    let before = bench.folder.path().join("before.keys");
    std::fs::copy(&keys, &before).unwrap();
    let new = Register::rotate_key(&keys, Suite::Intl).unwrap();
    let register = opened(&place, &keys).await.unwrap();
    assert_eq!(register.reseal("测试员", &mut |_| {}).await.unwrap(), PEOPLE);
    assert_eq!(register.reseal("测试员", &mut |_| {}).await.unwrap(), 0, "nothing is left to do");
    let found = register.verify(&mut |_| {}).await.unwrap();
    assert!(found.is_clean(), "{found:#?}");
    let count = SealCount { readable: PEOPLE * SEALED, ..SealCount::default() };
    assert_eq!(found.seals, [(new.clone(), count)].into());
    let people = register.search("990000199001010017", None, 50).await.unwrap().people;
    assert_eq!(people.len() as u64, PEOPLE, "the index of numbers did not rotate");
    assert_eq!(register.plain(&people[0].person).unwrap()[&Field::Phone], "10012345678");
    register.close().await;

    // What was recorded before the rotation is checked with the old key for ever.
    let mut beside = Beside::at(&place).await;
    for table in ["fact", "batch"] {
        let of_old = format!("SELECT COUNT(*) FROM {table} WHERE key_id = '{old}'");
        assert_eq!(beside.number(&of_old).await, i64::try_from(PEOPLE + 2).unwrap());
    }

    // The key file as it was before the rotation lacks the new key.
    let refused = opened(&place, &before).await.unwrap_err();
    assert!(matches!(&refused, AppError::WrongKey { key, .. } if *key == new), "{refused}");
    let book = bundled::cpc().unwrap();
    let register = Register::open_unchecked(&place, &before, book).await.unwrap();
    let found = register.verify(&mut |_| {}).await.unwrap();
    assert_eq!(found.fault_count, 0, "{found:#?}");
    let count = SealCount { without_key: PEOPLE * SEALED, ..SealCount::default() };
    assert_eq!(found.seals, [(new.clone(), count)].into());
    // A fact for each person, and one batch of them all.
    assert_eq!(found.unchecked, [(new, PEOPLE + 1)].into());
    register.close().await;
}
