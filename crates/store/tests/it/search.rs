//! Words of names: the same people on both engines.

use xibao_domain::tree::{Interval, WHOLE};
use xibao_store::{PersonRow, Place, Store, StoreError, Word};

use crate::figures::{interval, organisation, person, person_id, region, small_register};
use crate::ground::new;

on_both_engines!(
    words_are_found_whole_and_by_their_beginning,
    a_hundred_questions_find_what_the_words_say,
    a_person_can_be_taken_out_and_put_in_anew,
    who_is_indexed_already_is_a_conflict,
    nothing_reaches_the_language_of_queries,
);

async fn index(store: &Store, words: &[(i64, String)]) -> Result<(), StoreError> {
    let (mut tx, _) = store.begin(&[region(51)]).await?;
    tx.access().index_people(words).await?;
    tx.commit().await
}

fn number(of: u16) -> i64 {
    person(of, 2, "").number
}

async fn found(store: &Store, words: &[Word<'_>], within: Interval) -> Vec<i64> {
    let mut session = store.read().await.unwrap();
    let rows = session.access().search_people(words, within, 10_000).await.unwrap();
    let mut numbers: Vec<i64> = rows.iter().map(|row| row.number - (51 << 40)).collect();
    numbers.sort_unstable();
    numbers
}

async fn words_are_found_whole_and_by_their_beginning(place: Place) {
    let store = new(&place).await;
    small_register(&store).await;
    let words = [
        (number(10), "u738b u738b82b3 pwangfang pwf".to_owned()),
        (number(11), "u674e u674e5f3a pliqiang plq".to_owned()),
    ];
    index(&store, &words).await.unwrap();
    let questions: [(&[Word<'_>], &[i64]); 9] = [
        (&[("u738b", false)], &[10]),
        (&[("u738", false)], &[]),
        (&[("u738", true)], &[10]),
        (&[("u", true)], &[10, 11]),
        (&[("u738b", true), ("pw", true)], &[10]),
        (&[("u738b", true), ("pl", true)], &[]),
        (&[("PWF", false)], &[10]),
        (&[("plq", false), ("u674e5f3a", false), ("p", true)], &[11]),
        (&[("nobody", true)], &[]),
    ];
    for (words, expected) in questions {
        assert_eq!(found(&store, words, WHOLE).await, expected, "{words:?}");
    }
    assert_eq!(found(&store, &[("u", true)], interval(2, 100)).await, [10]);
    assert_eq!(found(&store, &[("u", true)], interval(101, 200)).await, [11]);
    assert!(found(&store, &[("u", true)], interval(500, 600)).await.is_empty());
    let mut session = store.read().await.unwrap();
    let one = session.access().search_people(&[("u", true)], WHOLE, 1).await.unwrap();
    assert_eq!(one.len(), 1);
    drop(session);
    store.close().await;
}

/// Words of four letters and digits at most, some of which look like numbers.
fn word(seed: &mut u32) -> String {
    const LETTERS: &[u8] = b"0123456789eexuab";
    let mut next = || {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(*seed >> 16).unwrap()
    };
    (0..=next() % 5).map(|_| char::from(LETTERS[next() % LETTERS.len()])).collect()
}

async fn a_hundred_questions_find_what_the_words_say(place: Place) {
    let store = new(&place).await;
    let mut seed = 7;
    let people: Vec<PersonRow> = (100..400).map(|n| person(n, 2 + n % 2, "王芳")).collect();
    let words: Vec<(i64, String)> = people
        .iter()
        .map(|row| (row.number, (0..6).map(|_| word(&mut seed)).collect::<Vec<_>>().join(" ")))
        .collect();
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    let branches = [
        organisation(2, Some(1), interval(10, 19), "一"),
        organisation(3, Some(1), interval(20, 29), "二"),
    ];
    tx.access().save_organisations(&branches).await.unwrap();
    tx.access().insert_people(&people).await.unwrap();
    tx.access().index_people(&words).await.unwrap();
    tx.commit().await.unwrap();
    for asked in 0..100_usize {
        let terms: Vec<(String, bool)> =
            (0..=asked % 3).map(|n| (word(&mut seed), (asked + n) % 3 != 0)).collect();
        let asked_words: Vec<Word<'_>> = terms.iter().map(|(w, p)| (w.as_str(), *p)).collect();
        let (within, odd) = [(WHOLE, None), (interval(20, 29), Some(1))][asked % 2];
        let expected: Vec<i64> = words
            .iter()
            .map(|(number, words)| (number - (51 << 40), words))
            .filter(|(number, _)| odd.is_none_or(|odd| number % 2 == odd))
            .filter(|(_, words)| terms.iter().all(|(term, prefix)| holds(words, term, *prefix)))
            .map(|(number, _)| number)
            .collect();
        assert_eq!(found(&store, &asked_words, within).await, expected, "{terms:?}");
    }
    store.close().await;
}

fn holds(words: &str, term: &str, prefix: bool) -> bool {
    words.split(' ').any(|word| if prefix { word.starts_with(term) } else { word == term })
}

async fn a_person_can_be_taken_out_and_put_in_anew(place: Place) {
    let store = new(&place).await;
    small_register(&store).await;
    let words = [(number(10), "old".to_owned()), (number(11), "old".to_owned())];
    index(&store, &words).await.unwrap();
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    tx.access().unindex_person(number(10)).await.unwrap();
    tx.access().index_people(&[(number(10), "new".to_owned())]).await.unwrap();
    tx.access().unindex_person(number(99)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found(&store, &[("old", false)], WHOLE).await, [11]);
    assert_eq!(found(&store, &[("new", false)], WHOLE).await, [10]);
    assert_eq!(store.read().await.unwrap().access().count_indexed().await.unwrap(), 2);
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    tx.access().clear_index().await.unwrap();
    assert_eq!(tx.access().count_indexed().await.unwrap(), 0);
    tx.access().index_people(&words[..1]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found(&store, &[("old", false)], WHOLE).await, [10]);
    assert!(found(&store, &[("new", false)], WHOLE).await.is_empty());
    store.close().await;
}

async fn who_is_indexed_already_is_a_conflict(place: Place) {
    let store = new(&place).await;
    small_register(&store).await;
    index(&store, &[(number(10), "one".to_owned())]).await.unwrap();
    let refused = index(&store, &[(number(10), "two".to_owned())]).await;
    assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    assert_eq!(found(&store, &[("one", false)], WHOLE).await, [10]);
    assert!(found(&store, &[("two", false)], WHOLE).await.is_empty());
    store.close().await;
}

async fn nothing_reaches_the_language_of_queries(place: Place) {
    let store = new(&place).await;
    small_register(&store).await;
    let long = "a".repeat(3000);
    let words = [
        (number(10), format!("  one   two\tthree 'four' fi:ve \"six\" 王 {long} ")),
        (number(11), String::new()),
    ];
    index(&store, &words).await.unwrap();
    assert_eq!(person_id(10), person(10, 2, "").person.id);
    let odd = ["", " ", "*", "\"", "'", "\\", ":", "&", "!", "(", "-", "王", "\0", "NEAR(", "^"];
    for word in odd {
        for prefix in [false, true] {
            let nothing = found(&store, &[(word, prefix)], WHOLE).await;
            if word != "NEAR(" {
                assert!(nothing.is_empty(), "{word}");
            }
            let one = found(&store, &[("one", false), (word, prefix)], WHOLE).await;
            assert!(one.is_empty() || word != "NEAR(", "{word}");
        }
    }
    assert!(found(&store, &[], WHOLE).await.is_empty());
    assert_eq!(found(&store, &[("o\"n'e*", false)], WHOLE).await, [10]);
    store.close().await;
}
