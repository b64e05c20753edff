//! Files that are not what they say, cut short, empty, or not there.

use crate::{TODAY, lines, unusable, with_file, with_input, xibao};
use rust_xlsxwriter::Workbook;
use std::io::{BufRead, BufReader, Cursor, Write};
use std::process::{Command, Stdio};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const LEDGER: &str = "姓名,收到入党申请书日期,派人谈话日期\n甲一,2025-01-31,2025-03-05\n";

#[test]
fn a_web_page_is_not_a_workbook() {
    unusable("a.xls", b"<html><table></table></html>", &[], "另存为 .xlsx", "save it as .xlsx");
}

#[test]
fn nothing_in_the_file() {
    for name in ["a.csv", "a.xlsx", "a.jsonl", "a.parquet"] {
        unusable(name, b"", &[], "空文件；请重新导出", "is empty; export it again");
    }
    unusable("a.csv", b"\n\n  \n", &[], "没有", "no");
    unusable("a.csv", b"\n\n\n", &[], "没有任何内容", "has no rows");
}

#[test]
fn no_column_is_known() {
    let said = ("没有认出", "recognised");
    unusable("a.csv", "天气,温度\n晴,3\n".as_bytes(), &[], said.0, said.1);
    unusable("a.csv", "天气,温度\n晴,3\n".as_bytes(), &[], "--map", "--map");
}

#[test]
fn a_file_that_is_not_there_or_is_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    for (file, zh, en) in [
        ("none.xlsx", "打不开 none.xlsx：没有这个文件", "cannot open none.xlsx: there is no such"),
        (".", ". 是文件夹；请指到其中的文件", ". is a folder; name the file in it"),
    ] {
        for command in ["examine", "calc"] {
            let said = xibao(folder.path(), &[command, file]);
            assert!(said.status == 2 && said.err.contains(zh), "{}", said.err);
            let said = xibao(folder.path(), &[command, file, "--lang", "en"]);
            assert!(said.status == 2 && said.err.contains(en), "{}", said.err);
        }
    }
}

#[test]
fn a_file_under_another_name_is_read_as_what_it_is() {
    let said = with_file("a.xlsx", LEDGER.as_bytes(), &["examine", "a.xlsx"]);
    assert!(said.status == 1 && said.out.contains("内容实际是 csv"), "{}", said.out);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(LEDGER.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let said = with_file("a.csv", &bytes, &["examine", "a.csv", "--lang", "en"]);
    assert_eq!(said.status, 1, "{}", said.err);
    assert!(said.out.contains("a.csv is named csv but is xlsx"), "{}", said.out);
    assert!(said.out.contains("1 dossier examined: 1 with breaches"), "{}", said.out);
}

fn archive() -> ZipWriter<Cursor<Vec<u8>>> {
    ZipWriter::new(Cursor::new(Vec::new()))
}

#[test]
fn an_archive_of_more_parts_than_any_workbook_has() {
    let mut parts = archive();
    for number in 0..10_001 {
        parts.start_file(format!("xl/{number}"), SimpleFileOptions::default()).unwrap();
    }
    let bytes = parts.finish().unwrap().into_inner();
    unusable("a.xlsx", &bytes, &[], "组成部分有 10001 个，超过上限", "10001 parts, over the limit");
}

#[test]
fn a_small_archive_that_unpacks_to_more_than_a_gigabyte() {
    let mut sheet = archive();
    sheet.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).unwrap();
    sheet.write_all(&vec![b'0'; 32 << 20]).unwrap();
    let mut sheet = ZipArchive::new(sheet.finish().unwrap()).unwrap();
    let mut bomb = archive();
    for number in 1..=33 {
        let name = format!("xl/worksheets/sheet{number}.xml");
        bomb.raw_copy_file_rename(sheet.by_index(0).unwrap(), name).unwrap();
    }
    let bytes = bomb.finish().unwrap().into_inner();
    assert!(bytes.len() < 2 << 20, "{}", bytes.len());
    let said = with_file("a.xlsx", &bytes, &["examine", "a.xlsx"]);
    assert!(said.status == 2 && said.err.contains("超过上限 1024 MB"), "{}", said.err);
}

#[test]
fn an_archive_that_is_no_workbook() {
    let mut archive = archive();
    archive.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    archive.write_all(b"<w/>").unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    unusable("a.xlsx", &bytes, &[], "Word 文档", "is a Word document");
}

#[test]
fn files_cut_short() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [&["--count", "30", "--seed", "3"][..], &TODAY].concat();
    for name in ["a.xlsx", "a.parquet"] {
        xibao(folder.path(), &[&["sample", name], &arguments[..]].concat());
        let bytes = std::fs::read(folder.path().join(name)).unwrap();
        for share in [1, 2, 3] {
            let cut = bytes.get(..bytes.len() * share / 4).unwrap();
            unusable(name, cut, &[], "不完整", "cut short");
        }
    }
}

#[test]
fn bytes_that_are_no_text() {
    unusable("a.csv", b"abc\0def\n", &[], "不是表格", "no table");
    let mut late = format!("{LEDGER}{}", "乙二,2025-01-31,2025-02-05\n".repeat(1_000)).into_bytes();
    late.extend(b"\0\0\n");
    unusable("a.csv", &late, &[], "第 1003 行：有零字节", "line 1003: a zero byte");
}

#[test]
fn a_quotation_mark_that_is_not_closed_does_not_swallow_persons() {
    let ledger = format!("{LEDGER}乙二,2025-01-31,\"2025-02-05\n丙三,2025-01-31,2025-02-05\n");
    unusable(
        "a.csv",
        ledger.as_bytes(),
        &[],
        "第 3 行：有引号没有闭合",
        "line 3: a quotation mark",
    );
    let closed = "姓名,收到入党申请书日期,备注\n甲一,2025-01-31,\"一\n二\"\n\n";
    let said = with_file("a.csv", closed.as_bytes(), &["examine", "a.csv"]);
    assert!(said.out.contains("审查 1 份"), "{}{}", said.out, said.err);
}

#[test]
fn options_that_cannot_be_used() {
    let ledger = LEDGER.as_bytes();
    for day in ["2026-02-30", "yesterday", "2026-13-01"] {
        unusable("a.csv", ledger, &["--today", day], day, day);
    }
    let into_file = ["--output", "html", "--out", "a.csv"];
    unusable("a.csv", ledger, &into_file, "换一个 --out", "choose another --out");
    let below_file = ["--output", "jsonl", "--out", "a.csv/r"];
    unusable("a.csv", ledger, &below_file, "换一个 --out", "choose another --out");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), LEDGER).unwrap();
    std::fs::create_dir_all(folder.path().join("r/a.findings.html")).unwrap();
    let said = xibao(folder.path(), &["examine", "a.csv", "--output", "html", "--out", "r"]);
    assert!(said.status == 2 && said.err.contains("换一个 --out"), "{}", said.err);
}

#[test]
fn a_sheet_asked_of_a_file_without_sheets_is_told() {
    let said = with_file("a.csv", LEDGER.as_bytes(), &["examine", "a.csv", "--sheet", "台账"]);
    assert!(said.status == 1 && said.out.contains("--sheet 未用"), "{}", said.out);
}

#[test]
fn standard_input_gives_json_lines_but_no_workbook() {
    let case = "{\"id\":\"A\",\"procedure\":\"admission\",\"facts\":[]}\n";
    let said = with_input(case, &["examine", "-", "--output", "xlsx"]);
    assert!(said.status == 2 && said.err.contains("请先存成文件"), "{}", said.err);
    let said = with_input(case, &["examine", "-", "--output", "jsonl"]);
    assert_eq!((said.status, lines(&said.out).len()), (0, 1), "{}", said.err);
    let said = with_input(LEDGER, &["examine", "-"]);
    assert!(said.status == 2 && said.err.contains("表格请先存成文件"), "{}", said.err);
    let said = with_input("", &["examine", "-", "--output", "jsonl"]);
    assert_eq!((said.status, said.out.as_str()), (0, ""), "{}", said.err);
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let case = "{\"id\":\"A\",\"procedure\":\"admission\",\"facts\":[{\"kind\":\"first-talk\"}]}\n";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.jsonl"), case.repeat(5_000)).unwrap();
    for arguments in [&["examine", "a.jsonl", "--output", "jsonl"][..], &["calc", "a.jsonl"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_xibao"))
            .args(arguments)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with('{'), "{line}");
        let ended = child.wait_with_output().unwrap();
        let told = String::from_utf8(ended.stderr).unwrap();
        assert_eq!((ended.status.code(), told.as_str()), (Some(0), ""));
    }
}
