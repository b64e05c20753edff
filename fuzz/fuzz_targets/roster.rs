//! Any file as a roster of people and as one of organisations, and every row held against nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xibao_roster::{read, verdict};
use xibao_table::{OpenOptions, open_bytes};

fuzz_target!(|data: &[u8]| {
    let options = OpenOptions { unpacked_bytes_max: 1 << 22, ..OpenOptions::default() };
    if let Ok(mut table) = open_bytes("fuzz", data.to_vec().into(), &options)
        && let Ok(people) = read::people(table.as_mut())
    {
        for entry in people.flatten() {
            let _ = verdict::compare(&entry, None);
        }
    }
    if let Ok(mut table) = open_bytes("fuzz", data.to_vec().into(), &options)
        && let Ok(organisations) = read::organisations(table.as_mut())
    {
        for entry in organisations.flatten() {
            let _ = verdict::compare_organisation(&entry, None);
        }
    }
});
