//! Order by strokes and by sound.
//!
//! The lists are orders in which official rosters were published (Xinhua, 2022-09-25 and
//! 2022-10-23, holders of public office; a university committee, surnames only).

use proptest::prelude::*;
use xibao_names::pinyin;
use xibao_names::strokes::{self, StrokeMode};

const DELEGATES: &[&str] = &[
    "丁宁",
    "丁纯",
    "丁炜",
    "丁铭",
    "丁小强",
    "丁中平",
    "丁仁彧",
    "丁月牙",
    "丁向群",
    "丁兴农",
    "丁赤飚",
    "丁学东",
    "丁荣浩",
    "丁海燕",
    "丁绣峰",
    "丁雄军",
    "丁薛祥",
    "于波",
    "于洋",
    "于勇",
    "于川雅",
    "于立军",
    "于吉红",
    "于江涛",
    "于秀明",
    "于绍良",
    "于砚华",
    "于洪涛",
    "才让太",
    "万伟",
    "万敏",
    "万立骏",
    "万芝利",
    "万相兰",
    "万超岐",
    "么永波",
    "习近平",
    "马龙",
    "马伟",
    "马丽",
];

const POLITBURO: &[&str] = &[
    "丁薛祥",
    "习近平",
    "马兴瑞",
    "王毅",
    "王沪宁",
    "尹力",
    "石泰峰",
    "刘国中",
    "李希",
    "李强",
    "李干杰",
    "李书磊",
    "李鸿忠",
    "何卫东",
    "何立峰",
    "张又侠",
    "张国清",
    "陈文清",
    "陈吉宁",
    "陈敏尔",
    "赵乐际",
    "袁家军",
    "黄坤明",
    "蔡奇",
];

const SURNAMES: &[&str] = &[
    "于", "史", "付", "刘", "闫", "关", "苏", "杨", "张", "陈", "邵", "武", "郑", "赵", "胡", "樊",
    "霍", "戴",
];

fn by_strokes(names: &[&'static str], mode: StrokeMode) -> Vec<&'static str> {
    let mut sorted = names.to_vec();
    sorted.sort_unstable();
    sorted.sort_by_cached_key(|name| strokes::key(name, mode));
    sorted
}

#[test]
fn published_rosters_are_reproduced() {
    for roster in [DELEGATES, POLITBURO, SURNAMES] {
        assert_eq!(by_strokes(roster, StrokeMode::SurnameStrokes), roster);
    }
}

#[test]
fn the_two_modes_differ_by_the_empty_place() {
    let names = ["田富", "田大利"];
    assert_eq!(by_strokes(&names, StrokeMode::SurnameStrokes), ["田富", "田大利"]);
    assert_eq!(by_strokes(&names, StrokeMode::NameStrokes), ["田大利", "田富"]);
}

#[test]
fn spaces_dots_and_notes_do_not_count() {
    for (one, other) in [("刘　英", "刘英"), ("刘英（女）", "刘英"), ("买买提•艾力", "买买提·艾力")]
    {
        for mode in [StrokeMode::SurnameStrokes, StrokeMode::NameStrokes] {
            assert_eq!(strokes::key(one, mode), strokes::key(other, mode));
        }
        assert_eq!(pinyin::key(one), pinyin::key(other));
    }
}

#[test]
fn strokes_of_common_characters_are_right() {
    for (character, count) in [
        ('一', 1),
        ('朋', 8),
        ('能', 10),
        ('弱', 10),
        ('熊', 14),
        ('麻', 11),
        ('髓', 21),
        ('㛃', 9),
        ('𬭼', 17),
    ] {
        assert_eq!(strokes::count(character), Some(count), "{character}");
    }
    assert_eq!(strokes::sequence('丁'), Some("12"));
    assert_eq!(strokes::count('a'), None);
}

#[test]
fn unknown_characters_come_last_and_are_reported() {
    let rare = "王\u{3fff0}";
    assert_eq!(strokes::unknown(rare).collect::<String>(), "\u{3fff0}");
    assert_eq!(strokes::unknown("丁·建国（女）").count(), 0);
    let names = ["\u{3fff0}丁", "王\u{3fff0}", "王龘", "丁一", "Anna"];
    let sorted = by_strokes(&names, StrokeMode::SurnameStrokes);
    assert_eq!(sorted, ["丁一", "王龘", "王\u{3fff0}", "Anna", "\u{3fff0}丁"]);
    assert_eq!(strokes::doubtful("王彘").collect::<String>(), "彘");
}

#[test]
fn surnames_are_read_as_surnames() {
    for (name, full, initials) in [
        ("王建国", "wang jian guo", "wjg"),
        ("单雄信", "shan xiong xin", "sxx"),
        ("单于信", "chan yu xin", "cyx"),
        ("解晓东", "xie xiao dong", "xxd"),
        ("万俟雅言", "mo qi ya yan", "mqyy"),
        ("尉迟恭", "yu chi gong", "ycg"),
        ("仇和", "qiu he", "qh"),
        ("曾国藩", "zeng guo fan", "zgf"),
        ("么永波", "yao yong bo", "yyb"),
        ("卜一", "bu yi", "by"),
        ("令狐冲", "ling hu chong", "lhc"),
        ("吕布", "lv bu", "lb"),
        ("阿依古丽·买买提", "a yi gu li mai mai ti", "ayglmmt"),
        ("Anna Lee", "anna lee", "al"),
        ("王\u{3fff0}", "wang \u{3fff0}", "w"),
        ("李单", "li dan", "ld"),
        ("王珩", "wang heng", "wh"),
    ] {
        assert_eq!(pinyin::full(name), full, "{name}");
        assert_eq!(pinyin::initials(name), initials, "{name}");
    }
}

#[test]
fn order_by_sound_is_that_of_dictionaries() {
    let expected = vec![
        "艾力",
        "陈一",
        "李莉",
        "李明",
        "卢山",
        "吕布",
        "栾树",
        "单雄",
        "王芳",
        "曾国",
        "张伟",
        "章伟",
        "\u{3fff0}一",
    ];
    let mut sorted = expected.clone();
    sorted.sort_unstable();
    sorted.sort_by_cached_key(|name| pinyin::key(name));
    assert_eq!(sorted, expected);
}

proptest! {
    #[test]
    fn no_text_breaks_the_keys(text in any::<String>()) {
        for mode in [StrokeMode::SurnameStrokes, StrokeMode::NameStrokes] {
            strokes::key(&text, mode);
        }
        pinyin::key(&text);
        pinyin::full(&text);
        pinyin::initials(&text);
    }

    #[test]
    fn a_name_stands_before_what_it_begins(
        name in "[一丁王张李𬭼龘a\u{3fff0}]{3,6}",
        more in "[一丁王张李𬭼龘a\u{3fff0}]{1,3}",
    ) {
        let longer = format!("{name}{more}");
        let mode = StrokeMode::NameStrokes;
        prop_assert!(strokes::key(&name, mode) < strokes::key(&longer, mode));
    }
}
