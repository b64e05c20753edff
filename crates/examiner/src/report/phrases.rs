//! The fixed words of reports, both languages side by side.
//!
//! A word that a person reads in a report is written here and nowhere else. What has a number in
//! it is a function; nothing is put together from parts of speech.

use xibao_rulebook::Language;

macro_rules! phrases {
    ($($name:ident: $zh:literal, $en:literal;)*) => {
        /// The fixed words of reports in one language.
        #[derive(Debug)]
        pub(crate) struct Phrases {
            $(pub(crate) $name: &'static str,)*
        }

        static ZH: Phrases = Phrases { $($name: $zh,)* };
        static EN: Phrases = Phrases { $($name: $en,)* };

        #[cfg(test)]
        const TABLE: &[(&str, &str, &str)] = &[$((stringify!($name), $zh, $en),)*];
    };
}

phrases! {
    lang: "zh-CN", "en";
    title: "档案审查报告", "Examination of dossiers";
    skip_to_persons: "跳到人员名单", "Skip to the list of persons";

    file: "被审查的文件", "File examined";
    examined_on: "审查日期", "Day of examination";
    rulebook: "依据的规则库", "Rulebook";
    program: "程序", "Program";
    printed_by: "制表人", "Made by";

    result: "结果", "Result";
    dossiers: "审查的档案", "Dossiers examined";
    with_breaches: "有违反的", "With a breach";
    with_findings: "需要核对的（违反、提醒或无法判定）", "To be checked (breach, warning or unknown)";
    without_findings: "未发现问题的", "Nothing found";
    problem_values: "无法使用的值", "Values that could not be used";
    none_found: "本次审查没有发现需要核对的问题。这只说明表中记录的日期和数字符合已审查的规则，不说明未记录的事情。",
        "Nothing was found. This says only that the recorded days and numbers keep the rules examined; it says nothing of what was not recorded.";

    how_to: "怎样使用这份报告", "How to use this report";
    how_1: "按名单找到本人的核对单（每人另起一页，可以打印后交给支部书记）。",
        "Find a person's sheet in the list below. Each sheet starts a new page, to be printed and handed to the branch secretary.";
    how_2: "对每一项，拿原始材料核对“记录”栏：记录错了，按原始材料更正；记录属实，按“可以怎样做”办理。不得为了符合规则改动真实日期。",
        "For each point, compare \"Recorded\" with the original papers. If the record is wrong, correct it from the papers; if it is right, do what \"What may be done\" says. Never change a true date to fit a rule.";
    how_3: "在核对单上勾选结果，签名，写明日期，归入档案。", "Tick the outcome on the sheet, sign it, date it and file it.";
    breach_title: "违反", "Breach";
    breach_means: "表中记录与“必须、应当、不得”的规定不符。", "The record does not keep a binding rule (must, shall, may not).";
    warning_title: "提醒", "Warning";
    warning_means: "表中记录与“一般”的做法不同，说明原因即可。", "The record departs from general practice; a stated reason is enough.";
    unknown_title: "无法判定", "Unknown";
    unknown_means: "缺少记录或日期不完整，补齐后才能判定；不等于有问题。", "A record is missing or a date incomplete. This is not a fault; it can be settled once completed.";
    problem: "值无法使用", "unusable value";

    persons: "人员名单", "Persons";
    persons_caption: "有核对事项的人员，按原表次序；点姓名看核对单", "Persons with something to check, in the order of the file; the name leads to the sheet";
    person: "姓名", "Name";
    id: "编号", "Id";
    branch: "党支部", "Branch";
    row: "行", "Row";
    row_long: "原表行号", "Row in the file";
    stage: "当前阶段", "Stage";
    verdict: "结论", "Outcome";
    nameless: "（无姓名）", "(no name)";

    by_rule: "按规则统计", "By rule";
    rule: "规则", "Rule";
    article: "条款", "Article";
    contradicted_rule: "同一件事有几条不同的记录", "One event has several different records";
    not_examined: "没有审查的规则", "Rules not examined";
    not_examined_why: "表中没有这些规则所需的列，所以没有审查；不等于符合。", "The table has no columns for these rules, so they were not examined. That does not mean they are kept.";
    unread_columns: "没有读取的列", "Columns not read";
    unread_columns_why: "这些列的标题没有认出来，内容没有用于审查。", "The headings of these columns were not recognised; their content was not used.";

    editions: "依据的法规和版本", "Regulations and editions";
    editions_caption: "每件事按发生当天施行的版本判定", "Each event is judged by the edition in force on its day";
    source: "法规", "Regulation";
    edition: "版本", "Edition";
    in_force: "施行日期", "In force";
    checked: "原文核对", "Text";
    verified: "所引条文见于转载文本", "wording seen in copies";
    unverified: "未取得原文", "text not obtained";
    unverified_note: "各版本均据公开转载录入；标明“未取得原文”的版本，条款据二手材料推定。定性前须核对官方原文。", "All editions were taken from public copies; those marked \"text not obtained\" from secondary material. Check the official text before you decide.";

    sheet_of: "档案核对单", "Finding sheet";
    sheet_use: "请拿原始材料逐项核对。记录有误的，按原始材料更正；属实的，按“可以怎样做”办理。不得改动真实日期。",
        "Check each point against the original papers. Correct a wrong record from the papers; if it is right, do what \"What may be done\" says. Never change a true date.";
    why: "怎样得出", "How";
    basis: "依据", "Article";
    remedy: "可以怎样做", "What may be done";
    recorded: "记录", "Recorded";
    recorded_caption: "本项依据的记录", "Records this rests on";
    fact: "事项", "Matter";
    value: "表中的值", "Value in the file";
    not_recorded: "没有记录", "not recorded";
    same_facts: "同一事实，两处规定", "The same facts under two texts";
    provisional: "期限跨过没有工作日历的年份，为暂定。", "The term crosses a year without a calendar of working days; provisional.";
    seen_secondary: "条款见于二手材料，请核对原文。", "The article is known from secondary material; check the text.";
    recalled_certain: "条号凭记忆录入、较有把握，请核对原文。", "The article number is recalled with confidence; check the text.";
    recalled_unsure: "条号没有把握，请核对原文。", "The article number is not certain; check the text.";
    not_verified: "该版本未取得官方原文，请核对原文。", "The official text of this edition was not obtained; check the text.";
    no_article: "不涉及条款：记录之间互相矛盾", "No article: the records contradict each other";

    checked_point: "核对结果", "On checking";
    box_true: "属实", "right";
    box_wrong: "记录有误，已更正", "record was wrong, corrected";
    box_other: "其他：", "other:";

    next: "接下来", "What comes next";
    next_caption: "到下一次讨论决定为止的步骤；“—”表示规则库没有相应的期限", "The steps up to the next decision; a dash means that the rulebook sets no such day";
    step: "步骤", "Step";
    not_before: "不早于", "Not before";
    no_later: "不晚于", "No later than";
    terms: "正在计算的期限", "Terms that are running";
    terms_caption: "尚未完成的期限", "Terms not yet closed";
    term_from: "起算", "From";
    term_due: "到期", "Until";
    remaining: "距审查日", "From the day of examination";
    latest: "最晚", "latest";
    earliest: "最早", "earliest";
    problems: "无法使用的值", "Values that could not be used";
    problems_caption: "这些值没有用于审查；更正后请重新审查", "These values were not used; correct them and examine again";
    place: "位置", "Place";
    message: "问题和改法", "What is wrong, and what to write";
    unjudged: "没有判定的规则", "Rules not judged";
    unjudged_caption: "事情发生时没有本规则库收录的版本施行", "No edition known to the rulebook was in force on the day";
    day: "日期", "Day";

    checker: "核查人", "Checked by";
    secretary: "支部书记", "Branch secretary";
    signed_on: "日期", "Date";
    made_by_program: "本表由程序按规则核对生成，结论由人作出。", "Made by a program that compares records with rules; people decide.";
    back_to_list: "回到人员名单", "Back to the list";

    sheet_findings: "审查结果", "Findings";
    sheet_how_to: "说明", "How to read";
    sheet_table: "数据", "Data";
    level: "级别", "Level";
    explanation: "说明", "Explanation";
    due_day: "期限", "Limit";
    actual_day: "实际", "Actual";
    difference: "相差天数", "Days off";
    rule_id: "规则编号", "Rule id";
    mark_author: "细胞·审查", "Xibao";
    how_marks: "加底色并带批注的格，是某项审查结果所依据的格；把鼠标移到格上看批注。",
        "A coloured cell with a comment is one that a finding rests on; point at it to read the comment.";
    how_marks_fresh: "加底色的格，是某项审查结果所依据的格；同一行最后一列写着结果。",
        "A coloured cell is one that a finding rests on; the last column of its row says what was found.";
    how_copy: "这是副本；原文件没有改动。含公式的格在打开时重新计算。筛选条件和个别格式可能需要重新设置。",
        "This is a copy; the file itself was not changed. Formulas are calculated again on opening; filters and some formats may have to be set again.";
    how_people: "程序只核对记录与规则，结论由人作出。不得为了符合规则改动真实日期。",
        "The program only compares records with rules; people decide. Never change a true date to fit a rule.";
    how_sign: "相差天数：正数是迟的天数，负数是早的天数。", "Days off: positive is late, negative is early.";
    colour: "颜色", "Colour";
    truncated: "……（过长，以下略）", "... (too long, cut here)";
}

/// The fixed words of reports in a language.
pub(crate) fn phrases(language: Language) -> &'static Phrases {
    match language {
        Language::Zh => &ZH,
        Language::En => &EN,
    }
}

/// `3 项违反`, `3 breaches`.
pub(crate) fn breaches(language: Language, count: usize) -> String {
    counted(language, count, "项违反", ("breach", "breaches"))
}

/// `1 项提醒`, `1 warning`.
pub(crate) fn warnings(language: Language, count: usize) -> String {
    counted(language, count, "项提醒", ("warning", "warnings"))
}

/// `1 项无法判定`, `1 point unknown`.
pub(crate) fn unknowns(language: Language, count: usize) -> String {
    counted(language, count, "项无法判定", ("point unknown", "points unknown"))
}

/// `2 个值无法使用`, `2 values unusable`.
pub(crate) fn problems(language: Language, count: usize) -> String {
    counted(language, count, "个值无法使用", ("value unusable", "values unusable"))
}

/// `迟 4 天`, `4 days late`.
pub(crate) fn late(language: Language, days: i32) -> String {
    match language {
        Language::Zh => format!("迟 {days} 天"),
        Language::En => format!("{} late", days_en(days)),
    }
}

/// `早 4 天`, `4 days early`.
pub(crate) fn early(language: Language, days: i32) -> String {
    match language {
        Language::Zh => format!("早 {days} 天"),
        Language::En => format!("{} early", days_en(days)),
    }
}

/// How far a day lies from the day of examination.
pub(crate) fn remaining(language: Language, days: i32) -> String {
    match (language, days) {
        (Language::Zh, 0) => "就在当天".to_owned(),
        (Language::En, 0) => "the same day".to_owned(),
        (Language::Zh, 1..) => format!("还有 {days} 天"),
        (Language::En, 1..) => format!("in {}", days_en(days)),
        (Language::Zh, _) => format!("已过 {} 天", days.saturating_neg()),
        (Language::En, _) => format!("{} ago", days_en(days.saturating_neg())),
    }
}

/// What the table by rule counts, with its base.
pub(crate) fn by_rule(language: Language, dossiers: &str) -> String {
    match language {
        Language::Zh => format!("每条规则涉及的档案数（共审查 {dossiers} 份）"),
        Language::En => format!("Dossiers concerned, by rule (of {dossiers} examined)"),
    }
}

/// What the list leaves out when more persons have findings than a file holds sheets.
pub(crate) fn sheets_left_out(language: Language, shown: usize, total: u64) -> String {
    match language {
        Language::Zh => format!(
            "本文件只装前 {shown} 人的核对单，共有 {total} 人有核对事项；其余见审查结果工作簿，或按支部分开审查。"
        ),
        Language::En => format!(
            "This file holds the sheets of the first {shown} of {total} persons with something \
             to check; see the workbook for the rest, or examine branch by branch."
        ),
    }
}

fn counted(language: Language, count: usize, zh: &str, en: (&str, &str)) -> String {
    match language {
        Language::Zh => format!("{count} {zh}"),
        Language::En => format!("{count} {}", if count == 1 { en.0 } else { en.1 }),
    }
}

fn days_en(days: i32) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_is_said_in_both_languages() {
        for (name, zh, en) in TABLE {
            assert!(!zh.is_empty() && !en.is_empty(), "{name}");
            assert!(!zh.contains('!') && !zh.contains('！') && !en.contains('!'), "{name}");
            assert!(en.is_ascii(), "{name}: {en}");
        }
    }

    #[test]
    fn counts_and_days_are_said_as_people_say_them() {
        assert_eq!(breaches(Language::Zh, 3), "3 项违反");
        assert_eq!(breaches(Language::En, 1), "1 breach");
        assert_eq!(unknowns(Language::En, 2), "2 points unknown");
        assert_eq!(remaining(Language::Zh, 12), "还有 12 天");
        assert_eq!(remaining(Language::Zh, 0), "就在当天");
        assert_eq!(remaining(Language::En, -1), "1 day ago");
    }
}
