//! Containers that would hang their parser or exhaust memory, each a few kilobytes, and the
//! honest files beside them.

use crate::build::{biff, number, ods, ole, record, xlsx, zipped};
use crate::{refusal, rows, table};
use xibao_table::{Measure, OpenOptions, TableError};

#[test]
fn an_xls_is_read_with_its_merged_cells() {
    let merged = record(0x00E5, &[1, 0, 0, 0, 0, 0, 0, 0, 3, 0]);
    let stream = biff(&[number(0, 0, 1.5), number(2, 1, 7.0), merged]);
    for small in [false, true] {
        let table = table("a.xls", &ole("Workbook", &stream, false, small));
        assert_eq!((table.merged()[0].last_column, table.sheet_name()), (3, Some("S000000")));
        let read = rows(table);
        assert_eq!((read[0].0, read[0].1[0].as_str()), (1, "n1.5"));
        assert_eq!((read[1].0, read[1].1[1].as_str()), (3, "n7"));
    }
}

#[test]
fn what_is_no_table_is_named_for_what_it_is() {
    let locked = ole("EncryptedPackage", &[0; 4096], false, false);
    assert!(matches!(refusal("a.xlsx", &locked), TableError::Encrypted { .. }));
    let types = ("[Content_Types].xml", "<Types/>");
    let relations = ("_rels/.rels", "<Relationships/>");
    let odt = zipped(&[("mimetype", "application/vnd.oasis.opendocument.text")]);
    for (bytes, en, zh) in [
        (ole("WordDocument", &[0; 4096], false, false), "a Word document", "Word 文档"),
        (ole("PowerPoint Document", &[0; 4096], false, false), "a presentation", "演示文稿"),
        (zipped(&[types, relations, ("word/document.xml", "<w/>")]), "a Word document", "Word"),
        (zipped(&[types, relations, ("ppt/presentation.xml", "<p/>")]), "presentation", "演示"),
        (zipped(&[types, ("xl/workbook.bin", "\u{1}")]), "save it in Excel", "另存为 .xlsx"),
        (zipped(&[("台账.xlsx", "PK")]), "an archive", "解压"),
        (odt, "a Word document", "Word 文档"),
        (b"{\\rtf1\\ansi x}".to_vec(), "a Word document", "Word 文档"),
        (b"%PDF-1.7\n%\0\n".to_vec(), "a PDF", "PDF"),
    ] {
        let error = refusal("a.xlsx", &bytes);
        assert!(matches!(error, TableError::NotATable { .. }), "{error}");
        assert!(error.en().contains(en) && error.zh().contains(zh), "{error} {}", error.zh());
    }
}

#[test]
fn an_xls_that_would_exhaust_memory_is_refused() {
    let ring = refusal("a.xls", &ole("Workbook", &biff(&[]), true, false));
    assert!(matches!(ring, TableError::Damaged { .. }), "{ring}");
    let declared = [&[0; 4][..], &0x0400_0000_u32.to_le_bytes(), &[0, 0, 0, 4, 0, 0]].concat();
    let corner = [number(0, 0, 1.0), number(u16::MAX, u16::MAX, 2.0)];
    for stream in [biff(&[record(0x0200, &declared)]), biff(&corner)] {
        for small in [false, true] {
            let error = refusal("a.xls", &ole("Workbook", &stream, false, small));
            assert!(
                matches!(error, TableError::TooMuch { of: Measure::Cells, .. }),
                "small {small}: {error}"
            );
        }
    }
}

#[test]
fn an_ods_gives_its_dates_and_few_repeated_blanks() {
    let blank = r#"<table:table-cell table:number-columns-repeated="16380"/>"#;
    let date = r#"<table:table-cell office:value-type="date" office:date-value="2025-08-31"/>"#;
    let bytes = ods(&format!(
        r#"<table:table table:name="S"><table:table-row>{date}{blank}</table:table-row><table:table-row table:number-rows-repeated="1048570">{blank}</table:table-row></table:table>"#
    ));
    assert_eq!(rows(table("a.ods", &bytes)), [(1, vec!["d20331".to_owned()])]);
}

#[test]
fn an_ods_that_is_cut_or_expands_too_far_is_refused() {
    let open = r#"<table:table table:name="S"><table:table-row></table:table-row>"#;
    for cut in [open.to_owned(), format!("{open}<!-- </table:table> -->")] {
        let error = refusal("a.ods", &ods(&cut));
        assert!(matches!(error, TableError::Damaged { .. }), "{error}");
    }
    let wide = r#"<table:table-row><table:table-cell table:number-columns-repeated="16384" office:value="1"/></table:table-row>"#;
    let blanks = r#"<table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="9999999999"/></text:p></table:table-cell></table:table-row>"#;
    for row in [wide.repeat(3000), blanks.to_owned()] {
        let error =
            refusal("a.ods", &ods(&format!(r#"<table:table table:name="S">{row}</table:table>"#)));
        assert!(matches!(error, TableError::TooMuch { of: Measure::Cells, .. }), "{error}");
    }
}

#[test]
fn an_xlsx_cannot_claim_more_texts_than_it_has_bytes() {
    let cell = r#"<row r="1"><c r="A1"><v>1</v></c></row>"#;
    let error = refusal("a.xlsx", &xlsx(r#"<sst uniqueCount="90000000000"></sst>"#, cell));
    assert!(matches!(error, TableError::Damaged { .. }), "{error}");
    assert_eq!(rows(table("a.xlsx", &xlsx(r#"<sst uniqueCount="0"></sst>"#, cell))).len(), 1);
}

#[test]
fn errors_newer_than_the_parser_are_error_cells() {
    let error = |place: &str, text: &str| format!(r#"<c r="{place}" t="e"><v>{text}</v></c>"#);
    let sheet = [
        r#"<row r="1"><c r="A1"><v>1</v></c>"#,
        &error("B1", "#SPILL!"),
        &error("C1", "#REF!"),
        &error("D1", &"#甲一!".repeat(9)),
        r#"<c r="E1"><v>5</v></c></row><row r="3">"#,
        &error("A3", "#CALC!"),
        "</row>",
    ];
    let merged = r#"</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells><sheetData>"#;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), xlsx("<sst/>", &(sheet.concat() + merged))).unwrap();
    let table = xibao_table::open(file.path(), &OpenOptions::default()).unwrap();
    assert_eq!(table.merged()[0].last_column, 1);
    let read = rows(table);
    assert_eq!(read[0].1, ["n1", "e#SPILL!", "e#REF!", "e#UNKNOWN!", "n5"]);
    assert_eq!((read[1].0, read[1].1[0].as_str()), (3, "e#CALC!"));
}

#[test]
fn an_error_whose_place_cannot_be_told_is_not_put_elsewhere() {
    let sheet = r#"<row><c t="e"><v>#SPILL!</v></c><c><v>2</v></c></row>"#;
    let error = refusal("a.xlsx", &xlsx("<sst/>", sheet));
    assert!(matches!(error, TableError::Damaged { .. }), "{error}");
    let known = r#"<row><c t="e"><v>#REF!</v></c><c><v>2</v></c></row>"#;
    assert_eq!(rows(table("a.xlsx", &xlsx("<sst/>", known)))[0].1, ["e#REF!", "n2"]);
}
