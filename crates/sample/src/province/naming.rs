//! Invented personal names.

use super::sector::Occupation;
use crate::dice::Dice;
use crate::people::Sex;

/// Surnames with their share in a thousand. The order of the first is that of the yearly reports on
/// names of the Ministry of Public Security; shares are from common knowledge (confidence low).
const SURNAMES: [(&str, i32); 88] = [
    ("王", 72),
    ("李", 71),
    ("张", 67),
    ("刘", 54),
    ("陈", 50),
    ("杨", 32),
    ("黄", 25),
    ("赵", 22),
    ("吴", 22),
    ("周", 20),
    ("徐", 16),
    ("孙", 15),
    ("马", 14),
    ("朱", 14),
    ("胡", 13),
    ("郭", 12),
    ("何", 12),
    ("林", 12),
    ("高", 11),
    ("罗", 10),
    ("郑", 10),
    ("梁", 9),
    ("谢", 8),
    ("宋", 8),
    ("唐", 8),
    ("许", 7),
    ("邓", 7),
    ("冯", 7),
    ("韩", 7),
    ("曹", 7),
    ("曾", 6),
    ("彭", 6),
    ("萧", 1),
    ("肖", 6),
    ("蔡", 6),
    ("潘", 5),
    ("田", 5),
    ("董", 5),
    ("袁", 5),
    ("于", 5),
    ("余", 5),
    ("叶", 5),
    ("蒋", 5),
    ("杜", 5),
    ("苏", 4),
    ("魏", 4),
    ("程", 4),
    ("吕", 4),
    ("丁", 4),
    ("沈", 4),
    ("任", 4),
    ("姚", 4),
    ("卢", 4),
    ("傅", 3),
    ("钟", 3),
    ("姜", 3),
    ("崔", 3),
    ("谭", 3),
    ("廖", 3),
    ("范", 3),
    ("汪", 3),
    ("陆", 3),
    ("金", 3),
    ("石", 3),
    ("戴", 3),
    ("贾", 3),
    ("韦", 3),
    ("夏", 2),
    ("邱", 2),
    ("方", 2),
    ("侯", 2),
    ("邹", 2),
    ("熊", 2),
    ("孟", 2),
    ("秦", 2),
    ("白", 2),
    ("江", 2),
    ("阎", 1),
    ("薛", 2),
    ("尹", 2),
    ("段", 2),
    ("单", 1),
    ("解", 1),
    ("仇", 1),
    ("查", 1),
    ("翟", 1),
    ("区", 1),
    ("曲", 1),
];

const COMPOUND: [&str; 10] =
    ["欧阳", "上官", "司马", "诸葛", "司徒", "夏侯", "尉迟", "皇甫", "令狐", "慕容"];

/// Characters that fonts and old systems lack, from extensions of the ideographs.
const RARE: [&str; 5] = ["㛃", "䶮", "𬭼", "𦝼", "燊"];

const ELDER_MEN: [&str; 32] = [
    "国", "建", "志", "德", "永", "明", "文", "军", "华", "平", "福", "贵", "成", "林", "忠", "义",
    "祥", "山", "海", "树", "春", "生", "根", "富", "昌", "荣", "庆", "良", "学", "友", "发", "田",
];

const ELDER_WOMEN: [&str; 32] = [
    "秀", "英", "兰", "玉", "桂", "珍", "凤", "芳", "梅", "美", "翠", "香", "淑", "琴", "霞", "素",
    "云", "菊", "莲", "芬", "春", "爱", "月", "仙", "华", "红", "丽", "萍", "娥", "巧", "荣", "金",
];

const YOUNGER: [&str; 56] = [
    "安", "柏", "辰", "川", "丹", "冬", "帆", "枫", "禾", "荷", "和", "瑾", "静", "可", "岚", "澜",
    "乐", "朗", "沐", "宁", "晴", "秋", "溪", "夏", "晓", "欣", "言", "雨", "禹", "远", "月", "云",
    "芸", "照", "舟", "竹", "子", "梓", "浩", "宇", "轩", "佳", "怡", "思", "涵", "嘉", "俊", "睿",
    "博", "诗", "雅", "琪", "明", "文", "泽", "逸",
];

const DOTTED_MEN: [&str; 12] = [
    "艾力",
    "库尔班",
    "吐尔逊",
    "买买提",
    "阿不都",
    "伊敏",
    "肉孜",
    "玉素甫",
    "哈力克",
    "巴合提",
    "叶尔兰",
    "赛力克",
];

const DOTTED_WOMEN: [&str; 10] = [
    "阿依古丽",
    "热依汗",
    "古丽娜尔",
    "帕提古丽",
    "阿孜古丽",
    "米热古丽",
    "茹仙",
    "迪丽达尔",
    "阿依努尔",
    "库丽夏提",
];

const PAIRED: [&str; 16] = [
    "扎西", "多吉", "卓玛", "央金", "次仁", "平措", "丹增", "旺堆", "拉姆", "索朗", "格桑", "尼玛",
    "达娃", "洛桑", "德吉", "白玛",
];

/// National minorities by the codes of GB/T 3304, roughly by their numbers.
const MINORITIES: [(&str, i32); 19] = [
    ("08", 16),
    ("05", 10),
    ("03", 10),
    ("06", 9),
    ("11", 9),
    ("07", 8),
    ("15", 8),
    ("04", 6),
    ("02", 5),
    ("09", 3),
    ("12", 3),
    ("13", 3),
    ("10", 2),
    ("14", 2),
    ("16", 2),
    ("17", 2),
    ("19", 1),
    ("18", 1),
    ("22", 1),
];

/// The ethnic group, by its code of two digits: 7.7 in a hundred members are not Han.
pub(crate) fn ethnic(dice: &mut Dice) -> &'static str {
    if dice.below(1_000) < 77 { dice.weighted(&MINORITIES).unwrap_or("08") } else { "01" }
}

/// A name of a person of that sex and group; the old have other names than the young.
pub(crate) fn name(dice: &mut Dice, sex: Sex, ethnic: &str, elder: bool) -> String {
    match ethnic {
        "05" | "17" => {
            let given = match sex {
                Sex::Male => dice.pick(&DOTTED_MEN),
                Sex::Female => dice.pick(&DOTTED_WOMEN),
            };
            let father = dice.pick(&DOTTED_MEN).unwrap_or_default();
            format!("{}·{father}", given.unwrap_or_default())
        }
        "04" => [dice.pick(&PAIRED), dice.pick(&PAIRED)].into_iter().flatten().collect(),
        _ => han(dice, sex, elder),
    }
}

fn han(dice: &mut Dice, sex: Sex, elder: bool) -> String {
    let surname =
        if dice.below(1_000) < 4 { dice.pick(&COMPOUND) } else { dice.weighted(&SURNAMES) };
    let characters: &[&str] = match (elder, sex) {
        (true, Sex::Male) => &ELDER_MEN,
        (true, Sex::Female) => &ELDER_WOMEN,
        (false, _) => &YOUNGER,
    };
    let first = dice.pick(characters);
    let second = if dice.below(1_000) < 5 {
        dice.pick(&RARE)
    } else if dice.percent(80) {
        dice.pick(characters)
    } else {
        None
    };
    let mut name = String::with_capacity(12);
    for part in [surname, first, second].into_iter().flatten() {
        name.push_str(part);
    }
    name
}

/// Professional titles of those who have one.
pub(crate) fn professional_title(dice: &mut Dice, occupation: Occupation) -> Option<&'static str> {
    (occupation == Occupation::Professional && dice.percent(80))
        .then(|| dice.weighted(&[("初级", 30), ("中级", 45), ("副高级", 20), ("正高级", 5)]))
        .flatten()
}
