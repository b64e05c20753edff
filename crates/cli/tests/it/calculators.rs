//! The calculators, one at a time and by the file.

use crate::{lines, with_file, xibao};
use serde_json::{Value, json};
use std::fmt::Write;

/// The requests of the documentation with the answers it shows.
#[test]
fn the_documented_requests() {
    let requests = [
        (
            json!({"id":"1","calc":"dues","payer":"salaried","base":"6200"}),
            json!({"id":"1","monthly":"93.00","rate":"0.015","rule":"due-rate-band3"}),
        ),
        (
            json!({"id":"2","calc":"dues","payer":"retired","base":"5200"}),
            json!({"id":"2","monthly":"52.00","rate":"0.01"}),
        ),
        (
            json!({"id":"3","calc":"dues","payer":"salaried","employer":"public-institution",
                "income":{"post":"2400","grade":"800","basic_performance":"1500"},
                "deductions":{"pension":"376","income_tax":"0"}}),
            json!({"id":"3","monthly":"43.24","rate":"0.01"}),
        ),
        (
            json!({"id":"4","calc":"vote","meeting":"admission","eligible":21,"present":12,
                "ayes":11,"written_ayes":0,"noes":0,"abstentions":0}),
            json!({"id":"4","record_valid":true,"quorum":true,"adopted":true,"needed":11}),
        ),
        (
            json!({"id":"5","calc":"election","eligible":30,"present":24,"seats":3,
                "candidates":[{"ayes":20},{"ayes":17},{"ayes":16},{"ayes":9}]}),
            json!({"id":"5","quorum":true,"difference_ok":true,"elected":[0,1,2]}),
        ),
        (
            json!({"id":"6","calc":"standing","joined":"1964-05-04","origin":"worker",
                "extension_months":0,"today":"2021-07-01"}),
            json!({"id":"6","standing_from":"1965-05-04","years":56,"fifty_year_medal":true}),
        ),
        (
            json!({"id":"7","calc":"term","from":"2023-08-31","plus":"P6M"}),
            json!({"id":"7","due":"2024-02-29"}),
        ),
        (
            json!({"id":"8","calc":"term","from":"2026-04-20","plus":"5 workdays",
                "first_day_counts":true}),
            json!({"id":"8","due":"2026-04-24"}),
        ),
    ];
    let mut file = String::from("not json\n");
    for (request, _) in &requests {
        writeln!(file, "{request}").unwrap();
    }
    let said = with_file("a.jsonl", file.as_bytes(), &["calc", "a.jsonl"]);
    assert_eq!(said.status, 1, "{}", said.err);
    let answers = lines(&said.out);
    assert!(answers[0]["error"].is_object(), "{}", answers[0]);
    for ((_, expected), answer) in requests.iter().zip(&answers[1..]) {
        for (key, value) in expected.as_object().unwrap() {
            assert_eq!(&answer[key], value, "{key} of {answer}");
        }
    }
}

fn json_of(arguments: &[&str]) -> Value {
    let said = xibao(std::env::temp_dir().as_path(), arguments);
    assert_eq!(said.status, 0, "{}", said.err);
    lines(&said.out).remove(0)
}

#[test]
fn flags_say_the_same_as_requests() {
    let dues = json_of(&["dues", "--payer", "salaried", "--base", "5000.01", "--json"]);
    assert_eq!(dues["monthly"], "75.00");
    let vote = ["vote", "--eligible", "16", "--present", "8", "--ayes", "8", "--json"];
    assert_eq!(json_of(&vote)["quorum"], false);
    let election = [
        "election",
        "--eligible",
        "9",
        "--present",
        "8",
        "--seats",
        "3",
        "--ayes",
        "8,7,6,2",
        "--json",
    ];
    assert_eq!(json_of(&election)["elected"], json!([0, 1, 2]));
    let term = ["term", "--from", "2026-01-31", "--plus", "P1M", "--json"];
    assert_eq!(json_of(&term)["due"], "2026-02-28");
    let standing = ["standing", "--joined", "1990-05-04", "--today", "2026-11-24", "--json"];
    assert_eq!(json_of(&standing)["standing_from"], "1991-05-04");
}

#[test]
fn words_show_the_rule_and_the_arithmetic() {
    let here = std::env::temp_dir();
    let said = xibao(&here, &["dues", "--payer", "salaried", "--base", "6200"]);
    assert!(said.out.contains("93.00") && said.out.contains("6200.00"), "{}", said.out);
    let said = xibao(&here, &["dues", "--payer", "emperor", "--base", "1"]);
    assert!(said.status == 2 && said.err.contains("salaried"), "{}", said.err);
}

/// What a calculator says to a person in the two languages.
fn words_of(arguments: &[&str]) -> String {
    let here = std::env::temp_dir();
    let zh = xibao(&here, arguments);
    let en = xibao(&here, &[arguments, &["--lang", "en"]].concat());
    assert_eq!((zh.status, en.status), (0, 0), "{}", zh.err);
    format!("{}\n{}", zh.out, en.out)
}

/// The beginning of every line, for a picture.
fn narrow(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let clipped: String = line.chars().take(60).collect();
        if clipped == line { clipped } else { clipped + "…" }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn dues_in_words() {
    let said = words_of(&["dues", "--payer", "salaried", "--base", "6200", "--months", "3"]);
    insta::assert_snapshot!(narrow(&said), @"
    每月党费  93.00 元
    计算基数  6200.00 元
    交纳比例  1.5%
    月数      3 个月
    合计      279.00 元
    依据      党费规定（2008）第2条 [due-rate-band3]
    并据      党费规定（2008）第1条 [due-base-monthly]
    注意      这一版本的条文未经正式文本核对，使用前请查对原文
    算法      基数 6200.00 元，超过 5000.00 元、不超过 10000.00 元，全额按 1.5%：62…

    dues a month  93.00 yuan
    base          6200.00 yuan
    rate          1.5%
    months        3
    total         279.00 yuan
    rule          Dues Provisions (2008), art. 2 [due-rate-band3…
    and           Dues Provisions (2008), art. 1 [due-base-month…
    note          the text of this edition is not verified; chec…
    reckoning     Base 6200.00, above 5000.00, up to 10000.00: 1…
    ");
}

#[test]
fn a_vote_in_words() {
    let said = words_of(&["vote", "--eligible", "16", "--present", "8", "--ayes", "8"]);
    insta::assert_snapshot!(narrow(&said), @"
    结果      未通过
    到会人数  不足
    至少到会  9 人
    至少赞成  9 票
    依据      细则（2026）第19条 [dev-meeting-quorum]
    并据      细则（2026）第20条 [dev-meeting-majority]
    注意      这一版本的条文未经正式文本核对，使用前请查对原文
    算法      应到会 16 人，至少需到会 9 人，实到 8 人（2 × 8 = 16 ≤ 16），不能表决。

    result             not adopted
    attendance         too few
    attendance needed  9
    ayes needed        9
    rule               Admission Rules (2026), art. 19 [dev-meet…
    and                Admission Rules (2026), art. 20 [dev-meet…
    note               the text of this edition is not verified;…
    reckoning          16 eligible, at least 9 must attend, 8 ca…
    ");
}

#[test]
fn standing_in_words() {
    let said = words_of(&["standing", "--joined", "1990-05-04", "--today", "2026-11-24"]);
    insta::assert_snapshot!(narrow(&said), @"
    党龄起算            1991-05-04
    党龄                35 年
    50年纪念章          未到
    党龄满50年的截止日  2041-07-01
    入党日期            支部大会通过之日
    预备期              12 个月
    依据                党龄计算办法（1997），条号未见 [age-era-1982]
    并据                纪念章办法（2021），条号未见 [hon-fifty-years]
    注意                这一版本的条文未经正式文本核对，使用前请查对原文
    算法                1990-05-04 入党（这一时期以支部大会通过之日为准），预备期 12 个月，党…

    standing from          1991-05-04
    standing               35 full years
    fifty-year medal       not yet
    cut-off for the medal  2041-07-01
    joined on              the day of the branch meeting
    months of probation    12
    rule                   Standing Method (1997), article numbe…
    and                    Medal Measures (2021), article number…
    note                   the text of this edition is not verif…
    reckoning              Joined 1990-05-04 (in this era the da…
    ");
}

#[test]
fn an_election_in_words_counts_candidates_from_one() {
    let election = ["election", "--eligible", "30", "--present", "24", "--seats", "3"];
    let said = words_of(&[&election[..], &["--ayes", "20,17,16,9"]].concat());
    assert!(said.contains("第 1、2、3 号候选人") && said.contains("candidates 1, 2, 3"), "{said}");
    assert!(said.contains("[ele-majority]") && said.contains("[ele-quorum]"), "{said}");
    let said = words_of(&[&election[..], &["--ayes", "40,17,16,9"]].concat());
    assert!(said.contains("当选        无法判定") && said.contains("互相矛盾"), "{said}");
}

#[test]
fn a_term_in_words() {
    let said = words_of(&["term", "--from", "2023-08", "--plus", "P6M"]);
    insta::assert_snapshot!(narrow(&said), @"
    到期日  2024-02
    最早    2024-02-01
    最晚    2024-02-29
    算法    2023-08 加6个月，为 2024-02；到月取同日，没有同日的取月末。

    due              2024-02
    at the earliest  2024-02-01
    at the latest    2024-02-29
    reckoning        2023-08 plus 6 months: 2024-02; the same da…
    ");
}

#[test]
fn a_refusal_names_the_option_its_value_and_the_remedy() {
    let here = std::env::temp_dir();
    for (arguments, words) in [
        (&["dues", "--payer", "emperor", "--base", "1"][..], "--payer emperor"),
        (&["dues", "--payer", "salaried"], "--base"),
        (&["dues", "--payer", "salaried", "--base", "6,200"], "--base 6,200"),
        (&["dues", "--payer", "salaried", "--income", "post"], "post=2400"),
        (
            &["dues", "--payer", "salaried", "--employer", "government", "--income", "post=x"],
            "--income post x",
        ),
        (&["term", "--from", "2025-02-29", "--plus", "P1M"], "--from 2025-02-29"),
        (&["term", "--from", "2025-02-28", "--plus", "soon"], "--plus soon"),
        (&["standing", "--joined", "1890-01-01"], "--joined 1890-01-01"),
        (
            &["vote", "--meeting", "picnic", "--eligible", "3", "--present", "3", "--ayes", "3"],
            "--meeting picnic",
        ),
    ] {
        for language in ["zh", "en"] {
            let said = xibao(&here, &[arguments, &["--lang", language]].concat());
            assert_eq!((said.status, said.out.as_str()), (2, ""), "{}", said.err);
            assert!(said.err.contains(words), "{}", said.err);
        }
    }
}

#[test]
fn errors_of_a_file_keep_their_line_and_name_the_field() {
    let file = "{\"id\":\"a\",\"calc\":\"term\",\"from\":\"2025-02-29\",\"plus\":\"P1M\"}\r\n\
                \r\n\
                {\"id\":\"b\",\"calc\":\"tern\"}\r\n\
                {\"id\":\"c\",\"calc\":\"term\",\"from\":\"2026-01-31\",\"plus\":\"P1M\"}\r\n\
                {\"id\":\"d\",\"calc\":\"dues\",\"payer\":\"salaried\",\"base\":\"-1\"}\r\n";
    let said = with_file("a.jsonl", file.as_bytes(), &["calc", "a.jsonl"]);
    assert_eq!((said.status, said.err.as_str()), (1, ""));
    let answers = lines(&said.out);
    let told: Vec<(&str, &str)> = answers
        .iter()
        .map(|answer| {
            let field = answer["error"]["field"].as_str().unwrap_or_default();
            (answer["id"].as_str().unwrap(), field)
        })
        .collect();
    assert_eq!(told, [("a", "from"), ("b", "calc"), ("c", ""), ("d", "base")]);
    for answer in answers.iter().filter(|answer| answer["due"].is_null()) {
        for language in ["zh", "en"] {
            assert!(!answer["error"][language].as_str().unwrap().is_empty(), "{answer}");
        }
    }
    assert_eq!(answers[2]["due"], "2026-02-28");
}
