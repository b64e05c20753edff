//! What is made of names as people type them.

use proptest::prelude::*;
use xibao_names::{NAME_CHARACTERS, NameError, clean};

#[test]
fn names_lose_only_what_typing_added() {
    for (typed, name) in [
        ("王芳", "王芳"),
        (" 王芳\u{a0}", "王芳"),
        ("刘　英", "刘英"),
        ("刘  英", "刘英"),
        ("\u{feff}王\u{200b}芳\n", "王芳"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 ‧ 买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("阿依古丽・∙买买提", "阿依古丽·买买提"),
        ("Ａｎｎａ　　Ｌｅｅ", "Anna Lee"),
        ("J.\u{a0}Smith", "J. Smith"),
        ("Ｊ．Smith", "J.Smith"),
        ("Jean-Paul O’Brien", "Jean-Paul O’Brien"),
        ("e\u{301}lise", "élise"),
        ("⽂⽟", "文玉"),
        ("\u{f9d1}芳", "六芳"),
        ("葛\u{e0100}亮", "葛亮"),
    ] {
        assert_eq!(clean(typed).unwrap().as_str(), name, "{typed:?}");
    }
}

#[test]
fn rare_characters_survive() {
    for name in ["李㛃", "王䶮", "𬭼燊", "𦝼䶮", "赵〇", "张𫍽", "𠮷野", "王\u{3fff0}"]
    {
        assert_eq!(clean(name).unwrap().to_string(), name);
    }
}

#[test]
fn refusals_name_the_place_and_the_remedy() {
    let cases = [
        ("", NameError::Empty),
        (" ·　", NameError::Empty),
        ("王\u{e1a3}", NameError::PrivateUse { character: '\u{e1a3}', place: 2 }),
        (" 王\u{f8ff}", NameError::PrivateUse { character: '\u{f8ff}', place: 3 }),
        ("\u{f0000}", NameError::PrivateUse { character: '\u{f0000}', place: 1 }),
        ("王\u{10fffd}", NameError::PrivateUse { character: '\u{10fffd}', place: 2 }),
        ("王\n芳", NameError::Control { character: '\n', place: 2 }),
        ("王\0", NameError::Control { character: '\0', place: 2 }),
        ("王芳２", NameError::Digit { character: '２', place: 3 }),
        ("王芳（女）", NameError::Symbol { character: '（', place: 3 }),
        ("王?", NameError::Symbol { character: '?', place: 2 }),
        ("王□", NameError::Symbol { character: '□', place: 2 }),
        ("⿰王⿰", NameError::Symbol { character: '⿰', place: 1 }),
        ("王、李", NameError::Symbol { character: '、', place: 2 }),
    ];
    for (typed, error) in cases {
        assert_eq!(clean(typed), Err(error), "{typed:?}");
        assert!(error.zh().contains('请') || error.zh().contains("不能"), "{}", error.zh());
        assert!(error.to_string().is_ascii() || typed.chars().count() > 1, "{error}");
    }
    let message = clean("王\u{e1a3}").unwrap_err().zh();
    assert!(message.contains("第2个字符") && message.contains("U+E1A3"), "{message}");
}

#[test]
fn the_length_has_a_limit() {
    let most = "丽".repeat(NAME_CHARACTERS);
    assert_eq!(clean(&most).unwrap().as_str(), most);
    assert_eq!(clean(&format!("{most}丽")), Err(NameError::TooLong { count: 51 }));
    let endless = " ".repeat(100_000) + "丽";
    assert_eq!(clean(&endless), Err(NameError::TooLong { count: 100_001 }));
}

proptest! {
    #[test]
    fn cleaning_twice_changes_nothing(text in "\\PC{0,60}") {
        if let Ok(name) = clean(&text) {
            prop_assert_eq!(clean(name.as_str()), Ok(name.clone()));
        }
    }

    #[test]
    fn cleaning_what_looks_like_a_name_twice_changes_nothing(
        text in "[王芳 　·•.．‧aeＡé\u{301}\u{308}\u{200b}⽂々〇-]{0,12}",
    ) {
        if let Ok(name) = clean(&text) {
            prop_assert_eq!(clean(name.as_str()), Ok(name.clone()));
        }
    }

    #[test]
    fn nothing_panics(text in any::<String>()) {
        if let Err(error) = clean(&text) {
            prop_assert!(!error.zh().is_empty() && !error.en().is_empty());
        }
    }
}
