//! Any text as a cell of a ledger: as a date, as an ID number, under headers of every kind; and
//! as a map file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use xibao_ledger::{
    Beginning, Filler, MapFile, Mapping, check_character, mask, read_identity,
    read_identity_number, read_number, read_text,
};
use xibao_rulebook::{Columns, Layout, Reckoner, Rulebook, bundled};
use xibao_table::{OpenOptions, open_bytes};

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| bundled::cpc().expect("bundled"));
static LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Reckoner::new(&BOOK, "admission").program().layout().clone());

/// One column for each way of reading a cell.
const HEADERS: [&str; 14] = [
    "姓名",
    "身份证号",
    "出生日期",
    "派人谈话",
    "考察1",
    "公示起止",
    "政审及结论",
    "支部大会及票数",
    "书面赞成",
    "是否无记名投票",
    "入党介绍人",
    "延长月数",
    "转正结果",
    "取消资格",
];

fuzz_target!(|text: &str| {
    let _ = (read_text(text), read_identity(text), check_character(text), mask(text));
    if let Ok(number) = text.parse::<f64>() {
        let _ = (read_number(number), read_identity_number(number));
    }
    let _ = MapFile::parse(text);
    let cell = format!("\"{}\"", text.replace('"', "\"\""));
    let line = vec![cell.as_str(); HEADERS.len()].join(",");
    let file = format!("{}\n{line}\n", HEADERS.join(","));
    let Ok(mut table) = open_bytes("a.csv", file.into_bytes(), &OpenOptions::default()) else {
        return;
    };
    let Ok(Some(rows)) = table.next_rows() else { return };
    let beginning = Beginning { rows: &rows, header: None, merged: &[] };
    let Ok(mapping) = Mapping::recognise(&beginning, &BOOK, &LAYOUT, None) else { return };
    let (mut columns, mut problems) = (Columns::new(&LAYOUT), Vec::new());
    let kept = Filler::new(&mapping, &BOOK, &LAYOUT).fill(&rows, &mut columns, &mut problems);
    assert_eq!(columns.rows(), kept.len());
});
