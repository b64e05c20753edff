//! What a column holds, and by which headers it is known.

use crate::date::fold;
use std::collections::BTreeMap;
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
}

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
pub(crate) struct Aliases(BTreeMap<String, String>);

impl Aliases {
    /// The bundled table with the names of the rulebook's kinds and fields.
    pub(crate) fn new(book: &Rulebook) -> Aliases {
        let mut aliases = BTreeMap::new();
        for kind in &book.kinds {
            aliases.insert(fold_header(&kind.text.zh), format!("{}.on", kind.id));
            aliases.insert(kind.id.clone(), format!("{}.on", kind.id));
            for field in &kind.fields {
                let target = format!("{}.{}", kind.id, field.name);
                let label = format!("{}{}", kind.text.zh, field.text.zh);
                aliases.insert(fold_header(&label), target.clone());
                aliases.insert(target.clone(), target);
            }
            for extra in ["on", "count", "tally", "period", "record"] {
                let target = format!("{}.{extra}", kind.id);
                if Target::parse(&target, book).is_ok() {
                    aliases.insert(target.clone(), target);
                }
            }
        }
        for target in ["id", "branch", "person.name", "person.born", "person.id_number"] {
            aliases.insert(target.to_owned(), target.to_owned());
        }
        let table: toml::Table = toml::from_str(include_str!("aliases.toml")).unwrap_or_default();
        let targets = table.get("targets").and_then(toml::Value::as_table);
        for (target, headers) in targets.into_iter().flatten() {
            for header in headers.as_array().into_iter().flatten().filter_map(toml::Value::as_str) {
                aliases.insert(fold_header(header), target.clone());
            }
        }
        Aliases(aliases)
    }

    /// The target of a header, if it is known.
    pub(crate) fn find(&self, header: &str) -> Option<&str> {
        self.0.get(&fold_header(header)).map(String::as_str)
    }

    /// The known header most like an unknown one, to suggest; it is never used by itself.
    pub(crate) fn nearest(&self, header: &str) -> Option<&str> {
        let folded: Vec<char> = fold_header(header).chars().take(40).collect();
        let shared = |known: &str| {
            let count = folded.iter().filter(|c| known.contains(**c)).count();
            count * 2 * 100 / (folded.len() + known.chars().count()).max(1)
        };
        let best = self.0.keys().max_by_key(|known| shared(known))?;
        (shared(best) >= 50).then_some(best)
    }

    #[cfg(test)]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(header, target)| (header.as_str(), target.as_str()))
    }
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
