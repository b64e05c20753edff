//! Invented people: names from short lists, numbers of a region that does not exist.

use crate::dice::Dice;
use crate::permutation::Permutation;
use serde::{Serialize, Serializer};
use std::fmt;
use xibao_rulebook::Day;

const SURNAMES: [&str; 32] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭",
    "何", "林", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "邓", "冯", "韩", "曹", "曾", "彭",
];

/// Characters in the order of a dictionary: two of them make a given name that reads as invented.
const GIVEN: [&str; 40] = [
    "安", "柏", "辰", "川", "丹", "冬", "帆", "枫", "禾", "荷", "和", "瑾", "静", "可", "岚", "澜",
    "乐", "朗", "梅", "沐", "宁", "平", "晴", "秋", "溪", "夏", "晓", "欣", "言", "雨", "禹", "远",
    "月", "云", "芸", "照", "舟", "竹", "子", "梓",
];

const BRANCHES: [&str; 12] = [
    "示例机关第一党支部",
    "示例机关第二党支部",
    "示例机关第三党支部",
    "示例学院教工第一党支部",
    "示例学院教工第二党支部",
    "示例学院学生第一党支部",
    "示例学院学生第二党支部",
    "示例车间党支部",
    "示例研发中心党支部",
    "示例社区第一党支部",
    "示例社区第二党支部",
    "示例村党支部",
];

/// Code of a region that no place has, so that no number is anybody's.
const REGION: i32 = 990_000;

/// Sequences of one day.
const SEQUENCES: u64 = 999;

/// Days of birth fall into this many classes, one after another; a dossier has one of them.
const BIRTH_CLASSES: i32 = 1_024;

/// Dossiers of one seed whose identity numbers all differ.
const DISTINCT_NUMBERS: u64 = SEQUENCES * 1_024;

/// Weights of the seventeen digits before the check digit, by GB 11643.
const WEIGHTS: [i32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// Sex, as the identity number writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// 男 or 女.
    pub const fn zh(self) -> &'static str {
        match self {
            Sex::Male => "男",
            Sex::Female => "女",
        }
    }
}

impl Serialize for Sex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.zh())
    }
}

/// An invented name, written on demand: a million dossiers have five million of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    surname: &'static str,
    given: [&'static str; 2],
}

impl Name {
    pub(crate) fn draw(dice: &mut Dice) -> Name {
        let surname = dice.pick(&SURNAMES).unwrap_or("王");
        let first = dice.pick(&GIVEN).unwrap_or("安");
        // Two thirds of the names have two characters after the surname.
        let second = if dice.percent(66) { dice.pick(&GIVEN).unwrap_or_default() } else { "" };
        Name { surname, given: [first, second] }
    }

    /// A name that none of `taken` bears.
    pub(crate) fn draw_other(dice: &mut Dice, taken: &[Name]) -> Name {
        let mut name = Name::draw(dice);
        // With over fifty thousand names a handful of draws is always enough.
        for _ in 0..8 {
            if !taken.contains(&name) {
                break;
            }
            name = Name::draw(dice);
        }
        name
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.surname)?;
        self.given.iter().try_for_each(|character| f.write_str(character))
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An identity number of the form of GB 11643, of a region that does not exist.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct IdNumber {
    digits: [u8; 18],
}

impl IdNumber {
    /// The number of somebody born on a day; the sequence is odd for men and even for women.
    ///
    /// ```
    /// use xibao_rulebook::Day;
    /// use xibao_sample::IdNumber;
    /// let number = IdNumber::new(Day::parse("2001-05-04")?, 17);
    /// assert_eq!(number.as_str(), "990000200105040179");
    /// # Ok::<(), xibao_rulebook::DayError>(())
    /// ```
    pub fn new(born: Day, sequence: i32) -> IdNumber {
        let (year, month, day) = born.ymd();
        let mut digits = [b'0'; 18];
        let parts = [(REGION, 0, 6), (year, 6, 4), (month, 10, 2), (day, 12, 2), (sequence, 14, 3)];
        for (number, at, width) in parts {
            let mut left = number.max(0);
            for digit in digits.iter_mut().skip(at).take(width).rev() {
                *digit = ascii(left % 10);
                left /= 10;
            }
        }
        let pairs = digits.iter().zip(WEIGHTS);
        let sum: i32 = pairs.map(|(digit, weight)| i32::from(digit - b'0') * weight).sum();
        if let Some(last) = digits.last_mut() {
            *last = match (12 - sum % 11) % 11 {
                10 => b'X',
                check => ascii(check),
            };
        }
        IdNumber { digits }
    }

    /// The eighteen characters.
    pub fn as_str(&self) -> &str {
        // Only ASCII is ever written into it.
        std::str::from_utf8(&self.digits).unwrap_or_default()
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for IdNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

fn ascii(digit: i32) -> u8 {
    b'0' + u8::try_from(digit).unwrap_or(0)
}

/// Who a dossier is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    pub(crate) name: Name,
    pub(crate) sex: Sex,
    pub(crate) branch: &'static str,
    sequence: i32,
    birth_class: i32,
}

impl Person {
    /// The person of a dossier. No two of the first [`DISTINCT_NUMBERS`] have both sequence and
    /// class of the day of birth in common, so that no two identity numbers are the same.
    pub(crate) fn draw(dice: &mut Dice, seed: u64, number: u64) -> Person {
        let place = Permutation::new(DISTINCT_NUMBERS, seed).of(number);
        let sequence = i32::try_from(place % SEQUENCES).unwrap_or(0) + 1;
        let birth_class = i32::try_from(place / SEQUENCES).unwrap_or(0);
        Person {
            name: Name::draw(dice),
            sex: if sequence % 2 == 1 { Sex::Male } else { Sex::Female },
            branch: dice.pick(&BRANCHES).unwrap_or("示例党支部"),
            sequence,
            birth_class,
        }
    }

    /// The last day no later than `day` on which this person can be born.
    pub(crate) fn born_by(&self, day: Day) -> Day {
        day.add_days(-(day.number() - self.birth_class).rem_euclid(BIRTH_CLASSES))
    }

    pub(crate) fn id_number(&self, born: Day) -> IdNumber {
        IdNumber::new(born, self.sequence)
    }
}
