//! Reports: what a person reads of an examination.

#![expect(clippy::unwrap_used, reason = "a test that meets what it did not expect must stop")]

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{Format, Formula, Note, Workbook};
use std::io::Cursor;
use xibao_examiner::report::workbook::fresh;
use xibao_examiner::report::workbook::{Marking, mark_xlsx};
use xibao_examiner::report::{ReportError, ReportHead, html};
use xibao_examiner::{CellMark, Dossier, RuleCount, Summary};
use xibao_rulebook::{Day, Language, Level, Problem, Reckoner, Rulebook, Text, bundled, read_case};

fn head(language: Language) -> ReportHead {
    let mut head = ReportHead::new("台账.xlsx", Day::parse("2026-06-30").unwrap(), language);
    head.unread_columns = vec!["备注".to_owned()];
    head
}

fn dossier(
    book: &Rulebook,
    (name, born): (&str, &str),
    row: u64,
    facts: &serde_json::Value,
) -> Dossier {
    let json = serde_json::json!({"id": format!("A-{row}"), "procedure": "admission",
        "today": "2026-06-30", "person": {"born": born}, "facts": facts});
    let (case, problems) = read_case(book, &json);
    let reckoning = Reckoner::new(book, "admission").reckon(&case);
    Dossier {
        id: reckoning.id,
        row: Some(row),
        name: Some(name.to_owned()),
        branch: Some("机关第一党支部".to_owned()),
        stage: reckoning.stage,
        finding_cells: reckoning
            .findings
            .iter()
            .map(|_| vec![CellMark { row, column: 2 }, CellMark { row, column: 3 }])
            .collect(),
        findings: reckoning.findings,
        terms: reckoning.terms,
        next: reckoning.next,
        unjudged: reckoning.unjudged,
        problem_cells: vec![None; problems.len()],
        problems,
    }
}

/// 甲一: the talk four days late. 乙二: 17 years old under two texts, and a value unusable.
/// 丙三: nothing.
fn dossiers(book: &Rulebook) -> Vec<Dossier> {
    let late = serde_json::json!([{"kind": "application-received", "on": "2025-08-31"},
        {"kind": "first-talk", "on": "2025-10-04"}]);
    let young = serde_json::json!([{"kind": "application-submitted", "on": "2026-09-16"}]);
    let mut young = dossier(book, ("乙二", "2008-09-17"), 3, &young);
    young.problems.push(Problem {
        place: "D3".to_owned(),
        value: "2025.13.45".to_owned(),
        message: Text::new("不是日期。", "Not a date."),
    });
    young.problem_cells.push(Some(CellMark { row: 3, column: 3 }));
    let fine = serde_json::json!([]);
    vec![
        dossier(book, ("甲一", "1999-05-04"), 2, &late),
        young,
        dossier(book, ("丙三", "1999-05-04"), 4, &fine),
    ]
}

fn summary() -> Summary {
    Summary {
        dossiers: 3,
        unexamined_lines: 0,
        with_breaches: 2,
        with_findings: 2,
        rules: vec![RuleCount {
            rule: "dev-talk-within-one-month".to_owned(),
            breaches: 1,
            ..RuleCount::default()
        }],
        problems: 1,
        unexamined: vec!["dev-talk-content".to_owned()],
    }
}

fn page(language: Language, dossiers: &[Dossier]) -> String {
    let book = bundled::cpc().unwrap();
    let mut out = Vec::new();
    html::write(&mut out, &head(language), &book, &summary(), &mut dossiers.iter()).unwrap();
    String::from_utf8(out).unwrap()
}

fn ledger() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("台账").unwrap();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    for (column, heading) in (0..).zip(["姓名", "编号", "收到申请", "谈话", "天数"]) {
        sheet.write_string(0, column, heading).unwrap();
    }
    for (row, name) in (1..).zip(["甲一", "乙二", "丙三"]) {
        sheet.write_string(row, 0, name).unwrap();
        sheet.write_string(row, 1, format!("00{row}")).unwrap();
        sheet.write_number_with_format(row, 2, 45_900.0, &date).unwrap();
        sheet.write_number_with_format(row, 3, 45_934.0, &date).unwrap();
        let formula = Formula::new(format!("D{0}-C{0}", row + 1)).set_result("34");
        sheet.write_formula(row, 4, formula).unwrap();
    }
    sheet.insert_note(1, 3, &Note::new("请找老张核对").set_author("甲一")).unwrap();
    let other = workbook.add_worksheet();
    other.set_name("审查结果").unwrap();
    other.write_string(0, 0, "去年的").unwrap();
    workbook.save_to_buffer().unwrap()
}

fn mark(input: &[u8], sheet: Option<&str>) -> Result<Vec<u8>, ReportError> {
    let book = bundled::cpc().unwrap();
    let (head, dossiers, summary) = (head(Language::Zh), dossiers(&book), summary());
    let marking =
        Marking { head: &head, book: &book, summary: &summary, dossiers: &dossiers, sheet };
    mark_xlsx(input, &marking)
}

fn open(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes.to_vec())).unwrap()
}

fn cells(bytes: &[u8], sheet: &str) -> Vec<Vec<Data>> {
    let range = open(bytes).worksheet_range(sheet).unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

fn texts(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let rows = cells(bytes, sheet);
    rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// The comments of a sheet as place, author and text.
fn comments(bytes: &[u8], sheet: &str) -> Vec<(String, String)> {
    let book = umya_spreadsheet::reader::xlsx::read_reader(Cursor::new(bytes), true).unwrap();
    let sheet = book.get_sheet_by_name(sheet).unwrap();
    let comments = sheet.get_comments().iter();
    comments.map(|c| (c.get_coordinate().get_coordinate(), format!("{:?}", c.get_text()))).collect()
}

#[test]
fn a_sheet_tells_what_by_how_much_by_which_article_and_what_next() {
    let book = bundled::cpc().unwrap();
    let page = page(Language::Zh, &dossiers(&book));
    for expected in [
        "<html lang=\"zh-CN\">",
        "2026年6月30日",
        "2（占 3 份的 66.7%）",
        "▲ 1 项违反",
        "收到入党申请书后一个月内派人谈话",
        "迟 4 天",
        "《中国共产党发展党员工作细则》（2014年版）第七条",
        "✎ 1 个值无法使用",
        "2025.13.45",
        "href=\"#p1\"",
        "id=\"p1\"",
        "本表由程序按规则核对生成，结论由人作出。",
        "官方全文未取得",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    assert!(!page.contains("丙三"), "who has nothing to check has no sheet");
    let unexamined = book.rule("dev-talk-content").unwrap();
    assert!(page.contains(&unexamined.text.zh));
}

#[test]
fn the_english_page_is_complete() {
    let book = bundled::cpc().unwrap();
    let page = page(Language::En, &dossiers(&book));
    assert!(page.contains("<html lang=\"en\">"));
    assert!(page.contains("lang=\"zh-CN\">甲一</a>"), "a Chinese name says so");
    assert!(page.contains("4 days late"));
    assert!(page.contains("(2014 edition), article 7"));
    let body = page.split("</style>").nth(1).unwrap();
    let han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
    let mut rest = body.to_owned();
    for given in ["甲一", "乙二", "机关第一党支部", "台账.xlsx", "备注"] {
        rest = rest.replace(given, "");
    }
    assert_eq!(rest.chars().filter(han).collect::<String>(), "", "no Chinese is left over");
}

#[test]
fn twins_are_one_point_with_two_articles() {
    let book = bundled::cpc().unwrap();
    let young: Vec<Dossier> = dossiers(&book).into_iter().filter(|d| d.row == Some(3)).collect();
    assert!(young[0].findings.len() > 1);
    let page = page(Language::Zh, &young);
    assert_eq!(page.matches("<section class=\"point breach\">").count(), 1);
    assert!(page.contains("《中国共产党章程》（2022年版）第一条"));
    assert!(page.contains("《中国共产党发展党员工作细则》（2026年版）第五条"));
    assert!(page.contains("同一事实，两处规定"));
}

#[test]
fn texts_of_the_file_are_escaped_and_the_page_needs_nothing_else() {
    let book = bundled::cpc().unwrap();
    let mut dossiers = dossiers(&book);
    dossiers[0].name = Some("<script>alert(1)</script>\"&'".to_owned());
    dossiers[0].branch = Some("</table><img src=x onerror=y>".to_owned());
    dossiers[1].name = Some(" ".to_owned());
    let page = page(Language::Zh, &dossiers);
    let lower = page.to_lowercase();
    for absent in ["<script", "<img", "<link", " style=", "http:", "https:", "url(", "@import"] {
        assert!(!lower.contains(absent), "{absent}");
    }
    assert!(page.contains("&#60;script&#62;alert(1)&#60;/script&#62;"));
    assert!(page.contains("（无姓名）"));
    let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    assert!(style.len() < 30_000, "{}", style.len());
}

#[test]
fn every_opened_element_is_closed() {
    let book = bundled::cpc().unwrap();
    for dossiers in [dossiers(&book), Vec::new()] {
        let page = page(Language::Zh, &dossiers);
        let mut open: Vec<&str> = Vec::new();
        let body = page.split("</style>").nth(1).unwrap();
        for tag in body.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap();
            let name = tag.split([' ', '\n']).next().unwrap();
            match name.strip_prefix('/') {
                Some("head" | "html") => {}
                Some(name) => assert_eq!(open.pop(), Some(name), "{tag}"),
                None if matches!(name, "br" | "meta" | "!--") => {}
                None => open.push(name),
            }
        }
        assert_eq!(open, Vec::<&str>::new());
        let ids: Vec<&str> =
            body.split(" id=\"").skip(1).map(|s| s.split('"').next().unwrap()).collect();
        for link in body.split("href=\"#").skip(1).map(|s| s.split('"').next().unwrap()) {
            assert_eq!(ids.iter().filter(|id| **id == link).count(), 1, "{link}");
        }
    }
}

#[test]
fn more_sheets_than_a_file_holds_are_counted() {
    let book = bundled::cpc().unwrap();
    let head = head(Language::Zh);
    let one = &dossiers(&book)[0];
    let mut sheets = html::Sheets::begin(&head, &book);
    for _ in 0..=html::MAX_SHEETS {
        sheets.dossier(one).unwrap();
    }
    let mut out = Vec::new();
    sheets.finish(&mut out, &summary()).unwrap();
    let page = String::from_utf8(out).unwrap();
    assert!(page.contains("只装前 3000 人的核对单，共有 3001 人"));
    assert_eq!(page.matches("<article").count(), html::MAX_SHEETS);
}

#[test]
fn marks_leave_the_users_cells_as_they_are() {
    let input = ledger();
    let output = mark(&input, Some("台账")).unwrap();
    // The last result of a formula is kept as text until the workbook is opened.
    assert_eq!(texts(&input, "台账"), texts(&output, "台账"));
    let without_formulas = |bytes: &[u8]| {
        let rows = cells(bytes, "台账");
        rows.iter().map(|row| row[..4].to_vec()).collect::<Vec<_>>()
    };
    assert_eq!(without_formulas(&input), without_formulas(&output));
    assert_eq!(cells(&input, "审查结果"), cells(&output, "审查结果"));
    let formulas = |bytes: &[u8]| {
        let range = open(bytes).worksheet_formula("台账").unwrap();
        range.used_cells().map(|(_, _, formula)| formula.clone()).collect::<Vec<_>>()
    };
    assert_eq!(formulas(&input), formulas(&output));
    assert_eq!(formulas(&output), ["D2-C2", "D3-C3", "D4-C4"]);
}

#[test]
fn comments_say_what_was_found_after_what_the_user_wrote() {
    let output = mark(&ledger(), None).unwrap();
    let comments = comments(&output, "台账");
    let at = |place: &str| comments.iter().find(|(at, _)| at == place).map(|(_, t)| t.as_str());
    let kept = at("D2").unwrap();
    assert!(kept.contains("请找老张核对") && kept.contains("迟 4 天"), "{kept}");
    assert!(at("C2").unwrap().contains("第七条"));
    let joined = at("D3").unwrap();
    assert!(joined.contains("▲ 违反") && joined.contains("不是日期。"), "{joined}");
    assert_eq!(comments.len(), 4, "{comments:?}");
    let book = umya_spreadsheet::reader::xlsx::read_reader(Cursor::new(&output), true).unwrap();
    let sheet = book.get_sheet_by_name("台账").unwrap();
    let fill =
        |at: &str| sheet.get_style(at).get_background_color().map(|c| c.get_argb().to_owned());
    assert_eq!(fill("D2").as_deref(), Some("FFF9D6D5"));
    assert_eq!(fill("D4"), None);
    assert_eq!(sheet.get_style("D2").get_number_format().unwrap().get_format_code(), "yyyy-mm-dd");
}

#[test]
fn the_findings_are_appended_under_a_free_name() {
    let output = mark(&ledger(), None).unwrap();
    let names = open(&output).sheet_names();
    assert_eq!(names, ["台账", "审查结果", "审查结果(2)", "说明"]);
    let rows = texts(&output, "审查结果(2)");
    assert_eq!(&rows[0][..5], ["原表行号", "姓名", "编号", "党支部", "级别"]);
    let late = &rows[1];
    assert_eq!(&late[..5], ["2", "甲一", "A-2", "机关第一党支部", "▲ 违反"]);
    assert_eq!(&late[8..11], ["2025-09-30", "2025-10-04", "4"]);
    assert_eq!(late[12], "dev-talk-within-one-month");
    assert!(rows.iter().any(|row| row[4] == "✎ 值无法使用" && row[5] == "D3 = 2025.13.45"));
    let how_to = texts(&output, "说明").concat().join("\n");
    for expected in
        ["这是副本；原文件没有改动", "结论由人作出", "没有审查的规则", "备注", "官方全文未取得"]
    {
        assert!(how_to.contains(expected), "{expected}");
    }
}

#[test]
fn a_plain_comment_is_kept_too() {
    let mut book = umya_spreadsheet::new_file();
    let sheet = book.get_sheet_mut(&0).unwrap();
    sheet.get_cell_mut("A1").set_value_string("姓名");
    sheet.get_cell_mut("C2").set_value_string("2025-08-31");
    let mut comment = umya_spreadsheet::Comment::default();
    comment.new_comment("C2").set_author("乙二").set_text_string("“原件”在\n档案室");
    sheet.add_comments(comment);
    let mut input = Vec::new();
    umya_spreadsheet::writer::xlsx::write_writer(&book, &mut input).unwrap();
    let output = mark(&input, None).unwrap();
    let comments = comments(&output, "Sheet1");
    let (_, text) = comments.iter().find(|(at, _)| at == "C2").unwrap();
    assert!(text.contains("“原件”在\\n档案室\\n\\n▲ 违反"), "{text}");
}

#[test]
fn what_cannot_be_given_back_whole_is_refused_with_a_reason() {
    assert!(matches!(mark("姓名,编号\n".as_bytes(), None), Err(ReportError::NotWorkbook)));
    assert!(matches!(mark(b"PK\x03\x04 broken", None), Err(ReportError::NotWorkbook)));
    let mut cut = ledger();
    cut.truncate(cut.len() / 2);
    assert!(mark(&cut, None).is_err());
    let error = mark(&ledger(), Some("没有")).unwrap_err();
    assert!(error.zh().contains("原文件未改动"), "{}", error.zh());
    let long = vec![b' '; 21 * 1024 * 1024];
    let mut long_zip = ledger();
    let end = long_zip.split_off(long_zip.len() - 22);
    long_zip.extend(long);
    long_zip.extend(end);
    assert!(matches!(
        mark(&long_zip, None),
        Err(ReportError::NotWorkbook | ReportError::TooLarge { .. })
    ));
}

#[test]
fn the_sample_ledger_can_be_given_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dossiers.xlsx");
    let mut progress = |_: u64| {};
    xibao_sample::write_xlsx(&path, &xibao_sample::bundled_options(), &mut progress).unwrap();
    let input = std::fs::read(&path).unwrap();
    let output = mark(&input, None).unwrap();
    let sheet = &open(&input).sheet_names()[0];
    assert_eq!(cells(&input, sheet), cells(&output, sheet));
}

#[test]
fn texts_that_look_like_numbers_stay_texts() {
    let mut workbook = Workbook::new();
    // Constant memory writes texts in place, as many exporting programs do.
    let sheet = workbook.add_worksheet_with_constant_memory().unwrap();
    let rows = [
        ["姓名", "编号", "收到申请"],
        ["甲一", "990000200001011234", "001"],
        ["TRUE", "1e5", "-3"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    let input = workbook.save_to_buffer().unwrap();
    let output = mark(&input, None).unwrap();
    assert_eq!(cells(&input, "Sheet1"), cells(&output, "Sheet1")[..3]);
}

#[test]
fn a_new_workbook_copies_the_rows_as_text() {
    let book = bundled::cpc().unwrap();
    let (head, dossiers) = (head(Language::Zh), dossiers(&book));
    let mut writer = fresh::Writer::begin(&head, &book).unwrap();
    let own = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
    writer.header(&own(["姓名", "身份证号", "收到申请", "谈话"])).unwrap();
    let rows = [
        own(["甲一", "990000200001011234", "2025-08-31", "2025-10-04"]),
        own(["=HYPERLINK(\"x\")", "-1+1", "+86", "@SUM(A1)"]),
        own(["丙三", "", "", &"长".repeat(40_000)]),
    ];
    for (cells, dossier) in rows.iter().zip(&dossiers) {
        writer.row(cells, Some(dossier)).unwrap();
    }
    let mut out = Cursor::new(Vec::new());
    writer.finish(&mut out, &summary()).unwrap();
    let out = out.into_inner();
    assert_eq!(open(&out).sheet_names(), ["审查结果", "说明", "数据"]);
    let copy = cells(&out, "数据");
    assert_eq!(copy[1][1], Data::String("990000200001011234".to_owned()));
    for (cell, text) in copy[2].iter().zip(&rows[1]) {
        assert_eq!(cell, &Data::String(text.clone()));
    }
    let formulas = open(&out).worksheet_formula("数据").unwrap();
    assert_eq!(formulas.used_cells().count(), 0);
    let long = copy[3][3].to_string();
    assert!(long.encode_utf16().count() <= 32_767 && long.ends_with("以下略）"));
    assert!(copy[1][4].to_string().starts_with("▲ 违反 "), "the outcome stands after the row");
    let found = texts(&out, "审查结果");
    assert_eq!(&found[1][..2], ["2", "甲一"]);
}

#[test]
fn a_new_workbook_of_json_lines_has_no_copy() {
    let book = bundled::cpc().unwrap();
    let head = head(Language::En);
    let mut writer = fresh::Writer::begin(&head, &book).unwrap();
    for dossier in dossiers(&book) {
        writer.dossier(&Dossier { row: None, ..dossier }).unwrap();
    }
    let mut out = Vec::new();
    writer.finish(&mut out, &summary()).unwrap();
    assert_eq!(open(&out).sheet_names(), ["Findings", "How to read"]);
    let found = texts(&out, "Findings");
    assert!(found[1][4].starts_with("▲ Breach"));
    let late = dossiers(&book)[0].findings.iter().any(|f| f.level == Level::Breach);
    assert!(late);
}
