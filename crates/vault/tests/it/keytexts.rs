//! The text of key files: whatever is cut or changed is told with its line.

use proptest::prelude::*;
use xibao_vault::{KeyRing, KeyUse, Suite, VaultError};

use crate::{DAY, chance, ring};

const GOOD: &str = include_str!("../data/first.keys");

/// The line and the English of a refusal.
fn refusal(text: &str) -> (usize, String) {
    match KeyRing::parse(text).unwrap_err() {
        VaultError::KeyText { line, en, .. } => (line, en),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn a_ring_reads_back_as_it_was_written() {
    for suite in crate::SUITES {
        let mut ring = ring(suite);
        ring.rotate(KeyUse::Data, Suite::Gm, "2028-02-29", &mut chance(4)).unwrap();
        let text = ring.to_text();
        let again = KeyRing::parse(&text).unwrap();
        assert!(again.keys().eq(ring.keys()));
        assert_eq!((again.current(), again.index()), (ring.current(), ring.index()));
        assert_eq!(*again.to_text(), *text);
    }
}

#[test]
fn a_file_cut_anywhere_names_the_line_it_stops_at() {
    let own = ring(Suite::Gm).to_text();
    for text in [GOOD, &own] {
        let whole = text.trim_end().len();
        for cut in (0..whole).filter(|&cut| text.is_char_boundary(cut)) {
            let (line, en) = refusal(&text[..cut]);
            assert_eq!(line, text[..cut].lines().count().max(1), "cut at {cut}: {en}");
        }
        assert!(KeyRing::parse(&text[..whole]).is_ok());
    }
}

#[test]
fn line_ends_of_windows_and_comments_change_nothing() {
    for text in [
        GOOD.replace('\n', "\r\n"),
        GOOD.replace("current data", "\n# a note\n\ncurrent data"),
        format!("# first\n\n{GOOD}\n# last\n"),
    ] {
        assert!(KeyRing::parse(&text).is_ok(), "{text}");
    }
}

#[test]
fn a_changed_file_is_told_by_line_and_matter() {
    let lines: Vec<&str> = GOOD.lines().collect();
    let without = |number: usize| {
        let kept = lines.iter().enumerate().filter(|(at, _)| at + 1 != number);
        kept.map(|(_, line)| *line).collect::<Vec<_>>().join("\n")
    };
    for (text, line, part) in [
        (String::new(), 1, "without its 'end' line"),
        ("{}".to_owned(), 1, "'xibao-keys 1' must stand here"),
        (GOOD.replace("keys 1", "keys 2"), 1, "'xibao-keys 1' must stand here"),
        (GOOD.replace("key 00c0", "kez 00c0"), 3, "begins with key, current, end or #"),
        (GOOD.replace("key 00c0", "key  00c0"), 3, "has 7 words, here are 8"),
        (GOOD.replace("00c0ffee", "00C0FFEE"), 3, "8 lower-case hexadecimal digits"),
        (GOOD.replace("0badcafe index", "0badcafe find"), 4, "'data' or 'index'"),
        (GOOD.replace("data intl", "data rot13"), 5, "'gm' or 'intl'"),
        (GOOD.replace("2026-11-24 /B", "2026-02-29 /B"), 3, "written as 2026-11-24"),
        (GOOD.replace("2026-11-24 /B", "2026-11-25 /B"), 3, "does not fit the check value"),
        (GOOD.replace("data gm", "data intl"), 3, "does not fit the check value"),
        (GOOD.replace("/Bk0C", "/Bk0D"), 3, "does not fit the check value"),
        (GOOD.replace("/Bk0C", "/Bk0"), 3, "here are 42"),
        (GOOD.replace("/Bk0C", "/Bk0CC"), 3, "here are 44"),
        (GOOD.replace("/Bk0C", "_Bk0C"), 3, "43 characters of base64"),
        (GOOD.replace(lines[3], lines[2]), 4, "stands here a second time"),
        (GOOD.replace("current data 5eed0003", "current data 5eed0004"), 7, "no data key 5eed0004"),
        (GOOD.replace("current data", "current other"), 7, "'data' or 'index'"),
        (GOOD.replace("current data 5eed0003", "current data 00c0ffee"), 9, "was changed"),
        (GOOD.replace("current index 5eed0004", "current data 5eed0003"), 8, "named a second time"),
        (without(4), 8, "holds 3 keys"),
        (without(7), 8, "does not fit the lines above"),
        (without(9), 8, "without its 'end' line"),
        (format!("{GOOD}end 4 d439ea69f12a\n"), 10, "after the 'end' line"),
        (GOOD.replace("d439ea69f12a", "d439ea69f12b"), 9, "does not fit the lines above"),
    ] {
        let (told, en) = refusal(&text);
        assert!(told == line && en.contains(part), "line {told}: {en}\nexpected {line}: {part}");
    }
}

#[test]
fn no_refusal_repeats_a_key() {
    let secret = "/Bk0Cy33A2mc2OTd5nkxcebrTcGEQkSs7oMUnBrQB0c";
    assert!(GOOD.contains(secret));
    for text in [
        GOOD.replace("00c0ffee data gm", "00c0ffee data intl"),
        GOOD.replace("key 00c0ffee", "00c0ffee"),
        GOOD.replace("key 00c0ffee data gm 2026-11-24 ", ""),
        GOOD.replace("key 00c0ffee data gm 2026-11-24 ", "current "),
    ] {
        let error = KeyRing::parse(&text).unwrap_err();
        assert!(!format!("{error:?} {error} {}", error.zh()).contains(&secret[..8]), "{error:?}");
    }
}

#[test]
fn a_day_is_one_of_the_calendar() {
    let long = "9".repeat(70);
    for day in
        ["", "2026-2-29", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-04-31"]
            .into_iter()
            .chain(["2026-01-00", "+026-01-01", "2026/01/01", "2026-01-1", "２０２６", &long])
    {
        let error = KeyRing::generate(Suite::Gm, day, &mut chance(1)).unwrap_err();
        assert_eq!(error, VaultError::Day { day: day.to_owned() });
    }
    for day in ["2024-02-29", "2000-02-29", "2026-12-31", "2026-01-01"] {
        assert!(KeyRing::generate(Suite::Gm, day, &mut chance(1)).is_ok(), "{day}");
    }
}

#[test]
fn ids_do_not_collide_even_when_chance_repeats() {
    let mut same = |bytes: &mut [u8]| {
        bytes.fill(0xff);
        Ok(())
    };
    let mut ring = KeyRing::generate(Suite::Gm, DAY, &mut same).unwrap();
    ring.rotate(KeyUse::Data, Suite::Gm, DAY, &mut same).unwrap();
    let ids: Vec<String> = ring.keys().map(|key| key.id.to_string()).collect();
    assert_eq!(ids, ["ffffffff", "00000000", "00000001"]);
}

#[test]
fn a_ring_takes_so_many_keys_and_no_more() {
    let mut random = chance(1);
    let mut ring = ring(Suite::Gm);
    let mut rotate =
        |ring: &mut KeyRing| ring.rotate(KeyUse::Data, Suite::Gm, DAY, &mut random).map(|_| ());
    while ring.keys().count() < xibao_vault::MAX_KEYS {
        rotate(&mut ring).unwrap();
    }
    let last = ring.current();
    assert_eq!(rotate(&mut ring).unwrap_err(), VaultError::TooManyKeys);
    assert_eq!(ring.current(), last);
    let text = ring.to_text();
    assert!((text.len() as u64) < xibao_vault::MAX_KEY_FILE_BYTES);
    assert_eq!(KeyRing::parse(&text).unwrap().current(), last);
}

proptest! {
    #[test]
    fn no_text_panics(text in "(.|\n){0,200}", at: prop::sample::Index) {
        let _ = KeyRing::parse(&text);
        let mut spliced = GOOD.to_owned();
        spliced.insert_str(at.index(GOOD.len()), &text);
        let _ = KeyRing::parse(&spliced);
        let _ = KeyRing::parse(&format!("xibao-keys 1\n{text}"));
    }

    #[test]
    fn any_changed_byte_is_refused_unless_it_is_for_people(
        at: prop::sample::Index, byte in b' '..0x7f,
    ) {
        let at = at.index(GOOD.len() - 1);
        let mut bytes = GOOD.as_bytes().to_vec();
        bytes[at] = byte;
        let changed = String::from_utf8(bytes).unwrap();
        let line = GOOD[..at].lines().count().max(1);
        let meant = |text: &str| -> Vec<String> {
            let lines = text.lines().map(str::trim_end).filter(|line| !line.starts_with('#'));
            lines.map(ToOwned::to_owned).collect()
        };
        match KeyRing::parse(&changed) {
            Ok(_) => prop_assert_eq!(meant(&changed), meant(GOOD)),
            Err(VaultError::KeyText { line: told, .. }) => prop_assert!(told + 1 >= line),
            Err(other) => prop_assert!(false, "{:?}", other),
        }
    }
}
