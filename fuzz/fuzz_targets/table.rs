//! Any bytes under three names: open them as a table and read every row.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xibao_table::{OpenOptions, open_bytes};

fuzz_target!(|bytes: &[u8]| {
    // What unpacks to more is refused; the limit keeps a run small.
    let options =
        OpenOptions { batch_rows: 64, unpacked_bytes_max: 1 << 24, ..OpenOptions::default() };
    for name in ["a.xlsx", "a.csv", "a.parquet"] {
        let Ok(mut table) = open_bytes(name, bytes.to_vec(), &options) else { continue };
        let _ = (table.header().map(<[String]>::len), table.merged().len(), table.size_hint());
        while let Ok(Some(rows)) = table.next_rows() {
            for row in 0..rows.len() {
                let _ = rows.number(row);
                for column in 0..rows.width().min(64) {
                    let _ = rows.cell(row, column);
                }
            }
            for column in 0..rows.width().min(64) {
                let _ =
                    (rows.days(column).map(|days| days.has_nulls()), rows.ints(column).is_some());
            }
            assert!((0.0..=1.0).contains(&table.progress()));
        }
    }
});
