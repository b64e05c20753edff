//! What a search finds, and what an index needs for it.

use proptest::prelude::*;
use xibao_names::pinyin;
use xibao_names::search::{matches, query, tokens};

/// Whether an index of the tokens of a name gives it for a text.
fn found(name: &str, text: &str) -> bool {
    let tokens = tokens(name);
    query(text).is_some_and(|query| {
        query.terms.iter().all(|term| tokens.iter().any(|token| term.accepts(token)))
    })
}

#[test]
fn names_are_found_by_characters_sound_and_initials() {
    for (name, texts) in [
        (
            "王建国",
            &[
                "王",
                "建",
                "国",
                "王建",
                "建国",
                "王建国",
                "王 建国",
                "wangjianguo",
                "wang jian guo",
                "wang jianguo",
                "WangJianGuo",
                "jianguo",
                "guo",
                "wangj",
                "wang ji",
                "jiang",
                "wjg",
                "wj",
                "jg",
                "w",
                "w jian",
                "wang jg",
                "王jg",
                "王jianguo",
                "ｗｊｇ",
                "wáng",
                "wang'jian",
            ][..],
        ),
        ("吕绿", &["lv", "lü", "lu", "lvlv", "lulu", "lyu", "lǚ lǜ", "ll"]),
        ("李略", &["lilue", "lilve", "li lüe"]),
        ("单雄", &["shan", "dan", "chanxiong", "sx", "dx"]),
        ("尉迟恭", &["yuchi gong", "weichi", "ycg", "尉迟"]),
        ("牟平", &["mu", "mou ping"]),
        (
            "阿依古丽·买买提",
            &["阿依古丽买买提", "古丽 买", "阿依古丽•买买提", "maimaiti", "ayglmmt", "aygl mmt"],
        ),
        (
            "Anna-Maria Lee",
            &["anna", "ann", "maria lee", "aml", "annamaria", "lee", "ANNA M", "Anna Maria"],
        ),
        ("José Müller", &["jose", "Müller", "muller", "josé m"]),
        ("Ирина", &["ирин", "ИРИНА"]),
        ("王Anna", &["王", "anna", "王 a", "wanganna", "wa"]),
        ("王\u{3fff0}芳", &["\u{3fff0}", "王\u{3fff0}", "fang", "wang"]),
        ("李㛃", &["㛃"]),
        ("𬭼燊䶮𦝼", &["𬭼", "燊", "䶮𦝼", "𬭼燊䶮𦝼"]),
        ("王芳（女）", &["王芳", "wf"]),
        ("王乐", &["wangle", "wangyue", "yue", "wy", "wl"]),
        ("晋晟", &["jinsheng", "jin cheng", "js"]),
        ("西安", &["xi an", "xi'an", "xian"]),
    ] {
        for text in texts {
            assert!(matches(name, text), "{name} {text}");
            assert!(found(name, text), "{name} {text}: {:?} {:?}", query(text), tokens(name));
        }
    }
}

#[test]
fn what_is_no_hit_is_none() {
    for (name, text) in [
        ("王建国", "王国"),
        ("王建国", "建王"),
        ("王建国", "ang"),
        ("王建国", "ianguo"),
        ("王建国", "wg"),
        ("王建国", "wang guo"),
        ("王建国", "jian wang"),
        ("卢山", "lv"),
        ("李明", "li li"),
        ("鑫安", "xin'g"),
        ("王芳（女）", "女"),
        ("王芳", ""),
        ("王芳", " 1 "),
        ("", "王"),
    ] {
        assert!(!matches(name, text), "{name} {text}");
    }
}

#[test]
fn there_may_be_nothing_to_search_by() {
    for text in ["", "  ", "123", "·", "（）", "\u{200b}", "%_*\""] {
        assert_eq!(query(text), None, "{text:?}");
    }
}

#[test]
fn tokens_are_few_and_plain() {
    for name in
        ["王建国", "李小明", "刘英", "张伟明", "欧阳建国", "阿依古丽·买买提", "𬭼燊", "Ирина"]
    {
        for token in tokens(name) {
            assert!(token.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
            assert!(token.starts_with(['u', 'p']), "{token}");
        }
    }
    assert_eq!(tokens("李小明").len(), 10);
    assert_eq!(tokens("李小明")[3], "u5c0f660e");
}

#[test]
fn hostile_text_stays_small() {
    let name = "阿".repeat(100_000);
    assert!(tokens(&name).iter().all(|token| token.len() <= 33));
    assert!(tokens(&name).len() < 200);
    let text = "wang jian ".repeat(100_000);
    assert!(query(&text).is_some_and(|query| query.terms.len() <= 64));
    assert!(!matches(&name, &text));
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[王李单吕万俟尉迟曾建国小明女略安西乐晟长𬭼\u{3fff0}]{1,4}",
        "[阿依古丽买提安]{2,5}·[艾力安尼]{2,4}",
        "[A-Za-zéüvЖ]{1,6}[ -·]{1,2}[a-zü]{1,8}",
        "[王李an ·（）]{0,8}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[王李单吕万俟尉迟曾建国小明女安 ]{1,3}",
        "(wang|li|shan|dan|lv|lu|lü|mo|qi|zeng|jian|guo|xiao|ming|nv|an|xi|a|y|g|l|j|w|s| |'){1,6}",
        "[王李an wljgxmv]{1,5}",
        "[a-zü ]{1,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn every_hit_is_found_in_the_index(name in name(), text in text()) {
        if matches(&name, &text) {
            prop_assert!(found(&name, &text), "{name:?} {text:?} {:?} {:?}", query(&text), tokens(&name));
        }
    }

    #[test]
    fn a_name_is_found_by_itself_and_its_reading(name in "[王李单吕曾建国小明女略安西𬭼]{1,5}") {
        for text in [name.clone(), pinyin::full(&name), pinyin::initials(&name)] {
            prop_assert!(matches(&name, &text), "{name} {text}");
            prop_assert!(found(&name, &text), "{name} {text}");
        }
    }

    #[test]
    fn nothing_panics(name in any::<String>(), text in any::<String>()) {
        if matches(&name, &text) {
            prop_assert!(found(&name, &text));
        }
    }
}
