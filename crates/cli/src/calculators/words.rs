//! A calculator's answer in words: aligned labels and values, the article, the arithmetic.

use std::fmt::Write;
use xibao_rulebook::calc::dues::DuesAnswer;
use xibao_rulebook::calc::election::ElectionAnswer;
use xibao_rulebook::calc::request::{Answer, Body};
use xibao_rulebook::calc::standing::{JoinedBy, StandingAnswer};
use xibao_rulebook::calc::term::TermAnswer;
use xibao_rulebook::calc::vote::VoteAnswer;
use xibao_rulebook::calc::{Citation, Money};
use xibao_rulebook::{Language, Text};

/// Lines of an answer.
struct Lines {
    language: Language,
    lines: Vec<(&'static str, String)>,
}

/// An answer for a person; nothing for one that was refused.
pub(super) fn text(answer: &Answer, language: Language) -> String {
    let mut lines = Lines { language, lines: Vec::new() };
    let why = match &answer.body {
        Body::Dues(answer) => lines.dues(answer),
        Body::Vote(answer) => lines.vote(answer),
        Body::Election(answer) => lines.election(answer),
        Body::Standing(answer) => lines.standing(answer),
        Body::Term(answer) => lines.term(answer),
        Body::Refused(_) => return String::new(),
    };
    lines.add(("算法", "reckoning"), why.get(language));
    lines.finish()
}

/// Columns that a text takes on a terminal.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c < '\u{2E80}' { 1 } else { 2 }).sum()
}

impl Lines {
    fn finish(self) -> String {
        let widest = self.lines.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
        let mut text = String::new();
        for (label, value) in self.lines {
            let gap = " ".repeat(widest - width(label) + 2);
            let _ = writeln!(text, "{label}{gap}{value}");
        }
        text
    }

    fn pick(&self, (zh, en): (&'static str, &'static str)) -> &'static str {
        if self.language == Language::Zh { zh } else { en }
    }

    fn add(&mut self, label: (&'static str, &'static str), value: impl Into<String>) {
        self.lines.push((self.pick(label), value.into()));
    }

    fn some(&mut self, label: (&'static str, &'static str), value: Option<impl ToString>) {
        if let Some(value) = value {
            self.add(label, value.to_string());
        }
    }

    /// Yes, no, or cannot be told.
    fn judged(
        &mut self,
        label: (&'static str, &'static str),
        value: Option<bool>,
        yes: (&'static str, &'static str),
        no: (&'static str, &'static str),
    ) {
        let word = match value {
            Some(true) => yes,
            Some(false) => no,
            None => ("无法判定", "cannot be told"),
        };
        self.add(label, self.pick(word));
    }

    fn money(&mut self, label: (&'static str, &'static str), amount: Option<Money>) {
        let unit = self.pick(("元", "yuan"));
        self.some(label, amount.map(|amount| format!("{amount} {unit}")));
    }

    fn count(&mut self, label: (&'static str, &'static str), unit: &str, value: Option<i64>) {
        let unit = if self.language == Language::Zh { unit } else { "" };
        self.some(label, value.map(|value| format!("{value} {unit}").trim_end().to_owned()));
    }

    /// The rule that decides and the others that were applied.
    fn basis(&mut self, basis: &Citation, cites: &[Citation]) {
        self.cited(("依据", "rule"), basis);
        for cite in cites.iter().filter(|cite| cite.rule != basis.rule) {
            self.cited(("并据", "and"), cite);
        }
        if !basis.verified {
            let words = (
                "这一版本的条文未经正式文本核对，使用前请查对原文",
                "the text of this edition is not verified; check the article before you act on it",
            );
            self.add(("注意", "note"), self.pick(words));
        }
    }

    fn cited(&mut self, label: (&'static str, &'static str), cite: &Citation) {
        self.add(label, format!("{} [{}]", cite.cited.get(self.language), cite.rule));
    }

    fn dues<'a>(&mut self, answer: &'a DuesAnswer) -> &'a Text {
        self.money(("每月党费", "dues a month"), answer.monthly);
        self.money(("每月最低", "a month, at least"), answer.monthly_min);
        self.money(("每月最高", "a month, at most"), answer.monthly_max);
        self.money(("一般不超过", "generally at most"), answer.generally_at_most);
        self.money(("计算基数", "base"), answer.base);
        self.some(("交纳比例", "rate"), answer.rate.map(xibao_rulebook::calc::Rate::percent));
        self.count(("月数", "months"), "个月", answer.months);
        self.money(("合计", "total"), answer.total);
        self.money(("合计最低", "total, at least"), answer.total_min);
        self.money(("合计最高", "total, at most"), answer.total_max);
        self.basis(&answer.basis, &answer.cites);
        &answer.why
    }

    fn tallies(&mut self, valid: bool, quorum: Option<bool>, needed_present: Option<i64>) {
        if !valid {
            let words = ("互相矛盾，请核对会议记录", "contradict each other; check the minutes");
            self.add(("票数", "tallies"), self.pick(words));
        }
        let (yes, no) = (("符合要求", "enough"), ("不足", "too few"));
        self.judged(("到会人数", "attendance"), quorum, yes, no);
        self.count(("至少到会", "attendance needed"), "人", needed_present);
    }

    fn vote<'a>(&mut self, answer: &'a VoteAnswer) -> &'a Text {
        let (yes, no) = (("通过", "adopted"), ("未通过", "not adopted"));
        self.judged(("结果", "result"), answer.adopted, yes, no);
        self.tallies(answer.record_valid, answer.quorum, answer.needed_present);
        self.count(("至少赞成", "ayes needed"), "票", answer.needed);
        if answer.method_ok.is_some() {
            let (yes, no) = (("符合要求", "right"), ("不符合要求", "wrong"));
            self.judged(("表决方式", "way of voting"), answer.method_ok, yes, no);
        }
        for option in &answer.options {
            self.add(("可以", "may"), option.get(self.language));
        }
        self.basis(&answer.basis, &answer.cites);
        &answer.why
    }

    fn election<'a>(&mut self, answer: &'a ElectionAnswer) -> &'a Text {
        let unknown = self.pick(("无法判定", "cannot be told")).to_owned();
        let elected = if answer.record_valid { self.candidates(&answer.elected) } else { unknown };
        self.add(("当选", "elected"), elected);
        if !answer.tied.is_empty() {
            let tied = self.candidates(&answer.tied);
            self.add(("得票相等", "tied"), tied);
        }
        self.count(("尚缺", "seats left"), "名", answer.shortfall);
        if let Some(action) = &answer.action {
            self.add(("下一步", "next"), action.get(self.language));
        }
        self.tallies(answer.record_valid, answer.quorum, answer.needed_present);
        self.count(("当选至少", "votes needed"), "票", answer.needed);
        let (yes, no) = (("符合要求", "enough"), ("不足", "too few"));
        self.judged(("候选人数", "candidates"), answer.difference_ok, yes, no);
        self.count(("至少候选人", "candidates needed"), "名", answer.candidates_needed);
        self.basis(&answer.basis, &answer.cites);
        &answer.why
    }

    /// Candidates by their place on the ballot, as a person counts: from 1.
    fn candidates(&self, places: &[usize]) -> String {
        if places.is_empty() {
            return self.pick(("无人", "nobody")).to_owned();
        }
        let places = places.iter().map(|place| (place + 1).to_string());
        match self.language {
            Language::Zh => {
                format!("第 {} 号候选人", places.collect::<Vec<_>>().join("、"))
            }
            Language::En => format!("candidates {}", places.collect::<Vec<_>>().join(", ")),
        }
    }

    fn standing<'a>(&mut self, answer: &'a StandingAnswer) -> &'a Text {
        self.add(("党龄起算", "standing from"), answer.standing_from.clone());
        let years = match (answer.years, answer.years_min, answer.years_max) {
            (Some(years), ..) => Some(years.to_string()),
            (None, Some(least), Some(most)) => Some(format!("{least}–{most}")),
            _ => None,
        };
        let unit = self.pick(("年", "full years"));
        self.some(("党龄", "standing"), years.map(|years| format!("{years} {unit}")));
        let (yes, no) = (("可以颁发", "due"), ("未到", "not yet"));
        self.judged(("50年纪念章", "fifty-year medal"), answer.fifty_year_medal, yes, no);
        self.some(("党龄满50年的截止日", "cut-off for the medal"), answer.medal_due_on);
        let joined_by = match answer.joined_by {
            JoinedBy::BranchMeeting => ("支部大会通过之日", "the day of the branch meeting"),
            JoinedBy::Approval => ("上级党组织批准之日", "the day of approval"),
        };
        self.add(("入党日期", "joined on"), self.pick(joined_by));
        self.count(
            ("预备期", "months of probation"),
            "个月",
            answer.probation_months.map(i64::from),
        );
        self.some(("计年起点", "years counted from"), answer.counted_from.as_deref());
        self.basis(&answer.basis, &answer.cites);
        &answer.why
    }

    fn term<'a>(&mut self, answer: &'a TermAnswer) -> &'a Text {
        self.add(("到期日", "due"), answer.due.clone());
        self.some(("最早", "at the earliest"), answer.due_earliest);
        self.some(("最晚", "at the latest"), answer.due_latest);
        if answer.provisional {
            let words = (
                "所涉年份的放假安排尚未公布，公布后请再核对",
                "a year without a published calendar is crossed; check again when it is published",
            );
            self.add(("注意", "note"), self.pick(words));
        }
        &answer.why
    }
}

/// The option of the command behind a field of the request.
pub(super) fn option(field: &str) -> String {
    let named = |option: &str, item: &str| format!("--{option} {item}");
    if let Some(item) = field.strip_prefix("income.") {
        return named("income", item);
    }
    if let Some(item) = field.strip_prefix("deductions.") {
        return named("deduction", item);
    }
    match field {
        "" => String::new(),
        "deductions" => "--deduction".to_owned(),
        field if field.starts_with("candidates") => "--ayes".to_owned(),
        field => format!("--{}", field.replace('_', "-")),
    }
}
