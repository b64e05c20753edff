//! What holds for any ledger.

use super::csv;
use proptest::prelude::*;
use xibao_rulebook::Day;

/// A column of each way of reading.
const HEADERS: &str = "姓名,公民身份号码,出生日期,派人谈话,考察1,考察2,公示起止,政审及结论,支部大会日期及票数,\
                       入党日期,书面赞成,是否无记名投票,延长审批的原因,入党介绍人,转正大会,转正结果,延长月数,转正审批";

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[0-9]{1,18}[xX]?",
        "[12][0-9]{3}[-./年][0-9]{1,2}[-./月][0-9]{1,2}日?",
        "[0-9年月日.、，/至—~ 　应到实到赞成人票半个-]{0,24}",
        "(转正|延长|取消|合格|不合格|是|否|无|甲一、乙二|注：|合计|#REF!)",
        "[^\"\r\n\0]{0,16}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_row_is_lost_whatever_it_holds(
        rows in prop::collection::vec(prop::collection::vec(words(), 17), 1..6)
    ) {
        let mut text = format!("{HEADERS}\n");
        for row in &rows {
            text.push_str("甲一");
            for cell in row {
                text.push_str(",\"");
                text.push_str(cell);
                text.push('"');
            }
            text.push('\n');
        }
        let ledger = csv(&text);
        prop_assert_eq!(ledger.rows.len(), rows.len());
        for problem in &ledger.problems {
            prop_assert!((2..rows.len() as u64 + 2).contains(&problem.row));
            prop_assert!(!problem.message.zh.is_empty() && !problem.message.en.is_empty());
            prop_assert!(problem.value.chars().count() <= 60);
        }
    }

    #[test]
    fn a_day_is_the_same_however_it_is_written(number in -10_000..40_000_i32) {
        let day = Day::from_number(number);
        let (y, m, d) = day.ymd();
        let wide: String = format!("{y}.{m}.{d}")
            .chars()
            .map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c))
            .collect();
        let mut written = vec![
            format!("{y:04}-{m:02}-{d:02}"),
            format!("{y}/{m}/{d}"),
            format!("{y}.{m}.{d}"),
            format!("{y}.{m}.{d}."),
            format!("{y:04}{m:02}{d:02}"),
            format!("{y}年{m}月{d}日"),
            format!("{y}年{m:02}月{d:02}号"),
            format!("{y} 年 {m} 月 {d} 日"),
            format!("{y}/{m}/{d}  14:30"),
            format!("{y:04}-{m:02}-{d:02}T00:00:00"),
            format!("　{y}-{m}-{d}\u{a0}"),
            format!("'{y}-{m}-{d}"),
            wide,
        ];
        // Serials begin where five digits do.
        if number + 25_569 >= 20_000 {
            written.push((number + 25_569).to_string());
        }
        let lines: Vec<String> = written.iter().map(|text| format!("甲一,{text}")).collect();
        let ledger = csv(&format!("姓名,派人谈话\n{}\n", lines.join("\n")));
        for (row, text) in written.iter().enumerate() {
            prop_assert_eq!(ledger.get(row, "first-talk.on"), Some((number, number)), "{}", text);
        }
        prop_assert!(ledger.problems.is_empty());
    }
}
