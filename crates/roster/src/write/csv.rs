//! Comma-separated values that no office takes for formulas.

use super::{Encoding, failed};
use crate::error::RosterError;
use encoding_rs::GB18030;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Signs at the beginning of a cell for which an office may run it; full-width ones too. The
/// apostrophe is the guard itself, and is guarded so that it can be told from one.
const GUARDED: [char; 13] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '|', '\''];

/// A cell as it is read, without the guard it was written with.
pub(crate) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(GUARDED) => rest,
        _ => text,
    }
}

pub(super) struct Csv {
    out: PathBuf,
    file: BufWriter<File>,
    encoding: Encoding,
    line: String,
    row: u64,
}

impl Csv {
    pub(super) fn begin(
        headings: &[&str],
        encoding: Encoding,
        out: &Path,
    ) -> Result<Csv, RosterError> {
        let mut file = BufWriter::new(File::create(out).map_err(|error| failed(out, &error))?);
        if encoding == Encoding::Utf8 {
            file.write_all("\u{feff}".as_bytes()).map_err(|error| failed(out, &error))?;
        }
        let mut csv = Csv { out: out.to_owned(), file, encoding, line: String::new(), row: 0 };
        csv.row(headings)?;
        Ok(csv)
    }

    pub(super) fn row<T: AsRef<str>>(&mut self, cells: &[T]) -> Result<(), RosterError> {
        self.row += 1;
        self.line.clear();
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.line.push(',');
            }
            push_cell(&mut self.line, cell.as_ref());
        }
        self.line.push_str("\r\n");
        let written = match self.encoding {
            Encoding::Utf8 => self.file.write_all(self.line.as_bytes()),
            Encoding::Gb18030 => {
                let (bytes, _, unmappable) = GB18030.encode(&self.line);
                if unmappable {
                    let encoding = "GB 18030";
                    return Err(RosterError::Unwritable { row: self.row, encoding });
                }
                self.file.write_all(&bytes)
            }
        };
        written.map_err(|error| failed(&self.out, &error))
    }

    pub(super) fn finish(mut self) -> Result<(), RosterError> {
        self.file.flush().map_err(|error| failed(&self.out, &error))
    }
}

fn push_cell(line: &mut String, cell: &str) {
    let guard = cell.starts_with(GUARDED);
    let quoted = guard || cell.contains([',', '"', '\n', '\r', '\t', ';']);
    if quoted {
        line.push('"');
    }
    if guard {
        line.push('\'');
    }
    for part in cell.split_inclusive('"') {
        line.push_str(part);
        if part.ends_with('"') {
            line.push('"');
        }
    }
    if quoted {
        line.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_guard_is_taken_off_again(text in "['=+@|-]{0,3}.{0,8}") {
            let mut line = String::new();
            push_cell(&mut line, &text);
            let plain = line.strip_prefix('"').and_then(|line| line.strip_suffix('"'));
            let plain = plain.map_or(line.clone(), |plain| plain.replace("\"\"", "\""));
            prop_assert!(!plain.starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(unguarded(&plain), text);
        }
    }
}
