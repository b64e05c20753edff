//! Invented places and units.

use crate::permutation::Permutation;

/// First characters of the names of places. No county, city or province begins with one of them
/// and ends with one of [`LATER`].
const FIRST: [&str; 18] = [
    "禾", "穗", "霁", "澜", "芷", "砚", "棠", "蕴", "煦", "苇", "霖", "栖", "晴", "沐", "朗", "榆",
    "荞", "岫",
];

const LATER: [&str; 18] = [
    "溪", "浦", "岭", "原", "埠", "泽", "渡", "丘", "坪", "洲", "岸", "湾", "垣", "野", "屿", "麓",
    "汀", "陂",
];

/// The place of the whole tree.
pub(crate) const TOP: &str = "青禾";

const OFFICES: [&str; 24] = [
    "办公室",
    "统计局",
    "档案馆",
    "财政局",
    "司法局",
    "水利局",
    "民政局",
    "审计局",
    "林业局",
    "教育局",
    "医保局",
    "气象局",
    "农业农村局",
    "交通运输局",
    "住房建设局",
    "文化旅游局",
    "自然资源局",
    "市场监管局",
    "应急管理局",
    "城市管理局",
    "卫生健康局",
    "发展改革局",
    "人力资源局",
    "公共资源中心",
];

/// Names of places in an order of their own for every seed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stems(Permutation);

impl Stems {
    pub(crate) fn new(key: u64) -> Stems {
        Stems(Permutation::new((FIRST.len() * LATER.len()) as u64, key))
    }

    /// The name with this number; after 324 names they begin again.
    pub(crate) fn of(&self, number: usize) -> String {
        let place = usize::try_from(self.0.of(number as u64)).unwrap_or(0);
        let first = FIRST.get(place / LATER.len()).copied().unwrap_or("禾");
        let later = LATER.get(place % LATER.len()).copied().unwrap_or("原");
        format!("{first}{later}")
    }
}

/// The name of an office with this number inside its place.
pub(crate) fn office(number: usize) -> String {
    match OFFICES.get(number) {
        Some(name) => (*name).to_owned(),
        None => format!("{}机关", ordinal(number + 1)),
    }
}

/// 第一, 第二, … 第一百二十.
pub(crate) fn ordinal(number: usize) -> String {
    format!("第{}", numeral(number))
}

/// A number below a thousand in Chinese characters; larger ones in digits.
fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |value: usize| DIGITS.get(value).copied().unwrap_or_default();
    let (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
    let unit = if ones == 0 { "" } else { digit(ones) };
    match (hundreds, tens) {
        (0, 0) => digit(ones).to_owned(),
        (0, 1) => format!("十{unit}"),
        (0, _) => format!("{}十{unit}", digit(tens)),
        (1..=9, 0) if ones == 0 => format!("{}百", digit(hundreds)),
        (1..=9, 0) => format!("{}百零{unit}", digit(hundreds)),
        (1..=9, _) => format!("{}百{}十{unit}", digit(hundreds), digit(tens)),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Stems, ordinal};

    #[test]
    fn places_have_different_names() {
        let stems = Stems::new(7);
        let mut names: Vec<String> = (0..324).map(|number| stems.of(number)).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 324);
    }

    #[test]
    fn ordinals_read_as_they_are_written() {
        for (number, written) in [
            (1, "第一"),
            (10, "第十"),
            (12, "第十二"),
            (40, "第四十"),
            (100, "第一百"),
            (104, "第一百零四"),
            (115, "第一百一十五"),
        ] {
            assert_eq!(ordinal(number), written);
        }
    }
}
