//! What a column holds, and by which headers it is known.

use crate::date::fold;
use std::collections::{BTreeMap, BTreeSet};
use xibao_rulebook::{FieldType, Rulebook, Text};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The dossier's own number.
    Id,
    /// The person's name.
    Name,
    /// The national ID number.
    IdNumber,
    /// The branch.
    Branch,
    /// Known, but no concern of the rules.
    Ignore,
    /// A field of a fact, a selection or a person.
    Field(FieldTarget),
}

/// A field and how its cells are read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldTarget {
    /// Kind, selection or `person`.
    pub owner: String,
    /// Field; `on` for the day.
    pub field: String,
    /// How cells are read.
    pub how: How,
}

/// How the cells of a column are read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// A date.
    Date,
    /// Dates of an event that repeats, one or several in a cell.
    Dates,
    /// A whole number, perhaps with a unit.
    Number,
    /// Yes or no.
    Flag,
    /// Free text; only whether there is any.
    Text,
    /// Names, separated.
    Names,
    /// One of listed values, by its words.
    Listed(Vec<(String, i32)>),
    /// Two dates: from and to.
    Period,
    /// A date with a conclusion.
    Record,
    /// A date with tallies.
    Tally,
    /// Months of an extension.
    Months,
    /// A date whose presence says that the outcome was to cancel; it is the number of that outcome.
    Cancelled(i32),
}

impl How {
    /// Does one cell hold several fields?
    pub(crate) fn is_composite(&self) -> bool {
        matches!(self, How::Period | How::Record | How::Tally)
    }

    /// The fields that one cell holds.
    pub(crate) fn parts(&self) -> &'static [&'static str] {
        match self {
            How::Period => &["on", "from", "to"],
            How::Record => &["on", "passed", "days", "hours"],
            How::Tally => {
                &["on", "eligible", "present", "ayes", "noes", "abstentions", "written_ayes"]
            }
            _ => &[],
        }
    }

    /// How cells are read, in words.
    pub(crate) fn words(&self) -> Text {
        let (zh, en) = match self {
            How::Date => ("日期", "a date"),
            How::Dates => ("日期，可有几个", "dates, one or several"),
            How::Number => ("整数", "a whole number"),
            How::Flag => ("是或否", "yes or no"),
            How::Text => ("文字，只看有没有", "text, only whether there is any"),
            How::Names => ("姓名，用顿号隔开", "names, separated"),
            How::Listed(_) => ("所列词语之一", "one of the listed words"),
            How::Period => ("起止两个日期", "two dates, from and to"),
            How::Record => ("日期和结论、天数、学时", "a date with conclusion, days and hours"),
            How::Tally => ("日期和票数", "a date with votes"),
            How::Months => ("月数", "months"),
            How::Cancelled(_) => ("日期，有即为取消资格", "a date; if there is one, cancelled"),
        };
        Text::new(zh, en)
    }
}

/// Targets that are no field of a fact.
const OTHER_NAMES: [&str; 6] =
    ["id", "branch", "ignore", "person.name", "person.born", "person.id_number"];

/// Fields that kinds have beside their own.
const EXTRA_FIELDS: [&str; 6] = ["on", "count", "tally", "period", "record", "cancelled"];

impl Target {
    /// Reads the name of a target, as in a map file.
    ///
    /// # Errors
    /// Why there is no such target.
    pub fn parse(text: &str, book: &Rulebook) -> Result<Target, Text> {
        match text {
            "id" => return Ok(Target::Id),
            "person.name" => return Ok(Target::Name),
            "person.id_number" => return Ok(Target::IdNumber),
            "branch" => return Ok(Target::Branch),
            "ignore" => return Ok(Target::Ignore),
            _ => {}
        }
        let (owner, field) = text.split_once('.').unwrap_or((text, "on"));
        let how = how(owner, field, book).ok_or_else(|| {
            Text::new(
                format!("没有“{text}”这个项目；写法如 first-talk.on、admission-meeting.eligible、person.born、ignore"),
                format!(
                    "there is no target \"{text}\"; write first-talk.on, \
                     admission-meeting.eligible, person.born or ignore"
                ),
            )
        })?;
        Ok(Target::Field(FieldTarget { owner: owner.to_owned(), field: field.to_owned(), how }))
    }

    /// The names of targets most like a wrong one, the nearest first.
    pub(crate) fn near(text: &str, book: &Rulebook) -> Vec<String> {
        // Names are shorter; a hostile one would take long.
        let text: String = text.chars().take(80).collect();
        let mut near: Vec<(usize, String)> = names(book)
            .into_iter()
            .map(|name| (strsim::levenshtein(&text, &name), name))
            .filter(|(distance, name)| *distance <= (name.chars().count() / 3).max(1))
            .collect();
        near.sort();
        near.into_iter().take(3).map(|(_, name)| name).collect()
    }

    /// The name of the target, as in a map file.
    pub fn name(&self) -> String {
        match self {
            Target::Id => "id".to_owned(),
            Target::Name => "person.name".to_owned(),
            Target::IdNumber => "person.id_number".to_owned(),
            Target::Branch => "branch".to_owned(),
            Target::Ignore => "ignore".to_owned(),
            Target::Field(target) => format!("{}.{}", target.owner, target.field),
        }
    }

    /// What the column holds, in words.
    pub fn words(&self, book: &Rulebook) -> Text {
        let Target::Field(target) = self else {
            return match self {
                Target::Id => Text::new("编号", "number of the dossier"),
                Target::Name => Text::new("姓名", "name"),
                Target::IdNumber => Text::new("公民身份号码", "national ID number"),
                Target::Branch => Text::new("所在党支部", "branch"),
                _ => Text::new("不用于审查", "not used"),
            };
        };
        if target.owner == "person" {
            return Text::new("出生日期", "date of birth");
        }
        let owner = book
            .selection(&target.owner)
            .map(|selection| &selection.text)
            .or_else(|| book.kind(&target.owner).map(|kind| &kind.text));
        let owner = owner.cloned().unwrap_or_default();
        let field = book
            .kind_of(&target.owner)
            .and_then(|kind| kind.fields.iter().find(|field| field.name == target.field))
            .map(|field| field.text.clone());
        match (field, target.field.as_str()) {
            (Some(field), _) => Text::new(
                format!("{}·{}", owner.zh, field.zh),
                format!("{}, {}", owner.en, field.en),
            ),
            (None, "count") => {
                Text::new(format!("{}·次数", owner.zh), format!("{}, times", owner.en))
            }
            (None, "tally") => Text::new(
                format!("{}·日期和票数", owner.zh),
                format!("{}, day and votes", owner.en),
            ),
            (None, "period") => {
                Text::new(format!("{}·起止", owner.zh), format!("{}, from and to", owner.en))
            }
            (None, "cancelled") => {
                Text::new(format!("{}·取消资格", owner.zh), format!("{}, cancelled", owner.en))
            }
            (None, "record") => Text::new(
                format!("{}·日期和结论", owner.zh),
                format!("{}, day and conclusion", owner.en),
            ),
            (None, _) => owner,
        }
    }
}

fn how(owner: &str, field: &str, book: &Rulebook) -> Option<How> {
    if owner == "person" {
        return (field == "born").then_some(How::Date);
    }
    let kind = book.kind_of(owner)?;
    let has = |name: &str| kind.fields.iter().any(|field| field.name == name);
    match field {
        "on" if kind.repeat && !kind.path => return Some(How::Dates),
        "on" => return Some(How::Date),
        "count" => return Some(How::Number),
        "tally" if has("eligible") => return Some(How::Tally),
        "period" if has("from") && has("to") => return Some(How::Period),
        "record" => return Some(How::Record),
        "extend_months" => return Some(How::Months),
        "cancelled" => {
            let outcome = kind.fields.iter().find(|field| field.name == "outcome")?;
            let FieldType::Enum(values) = &outcome.ty else { return None };
            let index = values.iter().position(|value| value == "cancel")?;
            return Some(How::Cancelled(i32::try_from(index).ok()?));
        }
        _ => {}
    }
    let known = kind.fields.iter().find(|known| known.name == field)?;
    Some(match &known.ty {
        FieldType::Int => How::Number,
        FieldType::Bool => How::Flag,
        FieldType::Day => How::Date,
        FieldType::Text => How::Text,
        FieldType::Names => How::Names,
        FieldType::Enum(values) => How::Listed(listed(values)),
    })
}

/// Every name of a target.
fn names(book: &Rulebook) -> Vec<String> {
    let mut names: Vec<String> = OTHER_NAMES.iter().map(|name| (*name).to_owned()).collect();
    let selections = book.selections.iter().map(|selection| selection.id.as_str());
    for owner in book.kinds.iter().map(|kind| kind.id.as_str()).chain(selections) {
        let fields = book.kind_of(owner).map(|kind| kind.fields.as_slice()).unwrap_or_default();
        let fields = fields.iter().map(|field| field.name.as_str());
        let all = fields.chain(EXTRA_FIELDS).map(|field| format!("{owner}.{field}"));
        names.extend(all.filter(|name| Target::parse(name, book).is_ok()));
    }
    names
}

const CONVERT: [&str; 9] = [
    "转正",
    "按期转正",
    "按时转正",
    "如期转正",
    "正常转正",
    "同意转正",
    "已转正",
    "转为正式党员",
    "正式",
];
const EXTEND: [&str; 10] = [
    "延长",
    "延长预备期",
    "延长预备期半年",
    "延长预备期6个月",
    "延长预备期六个月",
    "延长预备期一年",
    "延长预备期1年",
    "延长预备期12个月",
    "延长半年",
    "延长一年",
];
const CANCEL: [&str; 4] = ["取消", "取消资格", "取消预备党员资格", "取消预备资格"];

/// The words of listed values, as ledgers write them.
fn listed(values: &[String]) -> Vec<(String, i32)> {
    let words: &[(&str, &[&str])] = &[
        ("convert", &CONVERT),
        ("extend", &EXTEND),
        ("cancel", &CANCEL),
        ("members", &["党员推荐", "党员"]),
        ("youth-league", &["群团推优", "团组织推优", "推优", "团推优"]),
        ("other", &["其他"]),
    ];
    let mut listed = Vec::new();
    for (index, value) in (0..).zip(values) {
        listed.push((value.clone(), index));
        let known = words.iter().find(|(name, _)| name == value);
        let words = known.map(|(_, words)| *words).unwrap_or_default();
        listed.extend(words.iter().map(|word| ((*word).to_owned(), index)));
    }
    listed
}

/// Every header that is known, folded, with its target.
pub(crate) struct Aliases {
    targets: BTreeMap<String, String>,
    /// Those that the rulebook itself names.
    names: BTreeSet<String>,
    /// Targets of events that repeat: their headers may be numbered.
    repeating: BTreeSet<String>,
}

impl Aliases {
    /// The bundled table with the names of the rulebook's kinds and fields.
    pub(crate) fn new(book: &Rulebook) -> Aliases {
        let mut targets = BTreeMap::new();
        let mut repeating = BTreeSet::new();
        for kind in &book.kinds {
            let on = format!("{}.on", kind.id);
            if how(&kind.id, "on", book) == Some(How::Dates) {
                repeating.insert(on.clone());
            }
            let labels = [fold_header(&kind.text.zh), fold_header(&kind.text.en), kind.id.clone()];
            targets.extend(labels.into_iter().map(|label| (label, on.clone())));
            for field in &kind.fields {
                let target = format!("{}.{}", kind.id, field.name);
                let zh = fold_header(&format!("{}{}", kind.text.zh, field.text.zh));
                let en = fold_header(&format!("{}, {}", kind.text.en, field.text.en));
                targets.extend([zh, en, target.clone()].map(|label| (label, target.clone())));
            }
            for extra in EXTRA_FIELDS {
                let target = format!("{}.{extra}", kind.id);
                if Target::parse(&target, book).is_ok() {
                    targets.insert(target.clone(), target);
                }
            }
        }
        for target in OTHER_NAMES {
            targets.insert(target.to_owned(), target.to_owned());
        }
        let mut names: BTreeSet<String> = targets.keys().cloned().collect();
        let table: toml::Table = toml::from_str(include_str!("aliases.toml")).unwrap_or_default();
        let listed = table.get("targets").and_then(toml::Value::as_table);
        for (target, headers) in listed.into_iter().flatten() {
            for header in headers.as_array().into_iter().flatten().filter_map(toml::Value::as_str) {
                let header = fold_header(header);
                names.remove(&header);
                targets.insert(header, target.clone());
            }
        }
        Aliases { targets, names, repeating }
    }

    /// The target of a header, if it is known.
    pub(crate) fn find(&self, header: &str) -> Option<&str> {
        let folded = fold_header(header);
        if let Some(target) = self.targets.get(&folded) {
            return Some(target);
        }
        let target = self.targets.get(without_number(&folded)?)?;
        self.repeating.contains(target).then_some(target)
    }

    /// Is the header the name of a kind or a field in the rulebook?
    pub(crate) fn is_name(&self, header: &str) -> bool {
        self.names.contains(&fold_header(header))
    }

    /// The known header most like an unknown one, to suggest; it is never used by itself.
    pub(crate) fn nearest(&self, header: &str) -> Option<&str> {
        let folded: Vec<char> = fold_header(header).chars().take(40).collect();
        let shared = |known: &str| {
            let count = folded.iter().filter(|c| known.contains(**c)).count();
            count * 2 * 100 / (folded.len() + known.chars().count()).max(1)
        };
        let best = self.targets.keys().max_by_key(|known| shared(known))?;
        (shared(best) >= 50).then_some(best)
    }

    #[cfg(test)]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.targets.iter().map(|(header, target)| (header.as_str(), target.as_str()))
    }
}

/// 考察7, 第七次考察, 考察(七) without the number; `None` if there is none.
fn without_number(folded: &str) -> Option<&str> {
    let digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let numbered = folded.strip_prefix('第').map(|rest| rest.trim_start_matches(digit));
    if let Some(rest) = numbered.and_then(|rest| rest.strip_prefix('次')) {
        return Some(rest);
    }
    let rest = folded.trim_end_matches(digit);
    (rest != folded).then_some(rest)
}

/// A header without what makes equal headers look different.
pub(crate) fn fold_header(header: &str) -> String {
    let mut folded: String = fold(header).to_lowercase();
    // Remarks in brackets: （必填）, (留空默认为委员), (应到/实到/…).
    while let (Some(open), Some(close)) = (folded.find('('), folded.find(')')) {
        if open > close {
            break;
        }
        // 支部大会(转正)日期及票数 is another meeting than 支部大会(接收)日期及票数.
        let keeps = folded.get(open + 1..close) == Some("转正");
        folded.replace_range(open..=close, if keeps { "转正" } else { "" });
    }
    let kept: String = folded
        .chars()
        .filter(|c| !matches!(c, ':' | '：' | '*' | '/' | '、' | '·' | '_' | ',' | '，'))
        .collect();
    // Ids keep their sign: first-talk.on, admission-meeting.written_ayes.
    let plain = if folded.is_ascii() { folded } else { kept };
    let mut trimmed = plain.as_str();
    for ending in ["日期", "时间", "年月日", "年月"] {
        let rest = trimmed.strip_suffix(ending).unwrap_or(trimmed);
        if !rest.is_empty() {
            trimmed = rest;
        }
    }
    trimmed.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use xibao_rulebook::bundled;

    #[test]
    fn every_alias_leads_to_a_target() {
        let book = bundled::cpc().unwrap();
        for (header, target) in Aliases::new(&book).iter() {
            assert!(Target::parse(target, &book).is_ok(), "{header} -> {target}");
        }
    }

    #[test]
    fn headers_are_known_however_they_are_dressed() {
        let book = bundled::cpc().unwrap();
        let aliases = Aliases::new(&book);
        for (header, target) in [
            ("派人谈话日期", "first-talk.on"),
            ("派人谈话 时间", "first-talk.on"),
            ("姓　　名", "person.name"),
            ("身份证号码（如果重复将忽略）", "person.id_number"),
            ("公民身份证号:", "person.id_number"),
            ("出生年月", "person.born"),
            ("first-talk", "first-talk.on"),
            ("admission-meeting.written_ayes", "admission-meeting.written_ayes"),
            ("确定为入党积极分子时间", "activist-determined.on"),
            ("支部大会(接收)日期及票数(应到/实到/同意)", "admission-meeting.tally"),
            ("公示起止", "public-notice.period"),
            ("递交入党申请书日期", "application-submitted.on"),
            ("延长预备期(月,至)", "extension.extend_months"),
        ] {
            assert_eq!(aliases.find(header), Some(target), "{header}");
        }
        assert_eq!(aliases.find("天气"), None);
        assert!(aliases.nearest("派人谈话的日子").is_some());
    }
}
