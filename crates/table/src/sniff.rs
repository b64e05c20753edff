//! What a file is, told by its content.

use std::fmt;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An Excel workbook (OOXML).
    Xlsx,
    /// An Excel 97–2003 workbook (also what WPS writes as .et).
    Xls,
    /// A spreadsheet of the open document format.
    Ods,
    /// Delimited text.
    Csv,
    /// Parquet.
    Parquet,
    /// JSON Lines; read elsewhere.
    JsonLines,
    /// A web page or an XML document, often saved under a spreadsheet's name.
    Html,
    /// An Excel workbook in its binary form.
    Xlsb,
    /// A document of Word, WPS or `LibreOffice` Writer.
    Word,
    /// A presentation.
    Slides,
    /// A document to print.
    Pdf,
    /// An archive of files.
    Archive,
    /// A workbook with a password.
    Encrypted,
    /// No bytes at all.
    Empty,
    /// Something else.
    Unknown,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Xlsx => "xlsx",
            Format::Xls => "xls",
            Format::Ods => "ods",
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            Format::JsonLines => "jsonl",
            Format::Html => "html",
            Format::Xlsb => "xlsb",
            Format::Word => "Word",
            Format::Slides => "slides",
            Format::Pdf => "pdf",
            Format::Archive => "zip",
            Format::Encrypted => "encrypted workbook",
            Format::Empty => "empty",
            Format::Unknown => "unknown",
        })
    }
}

/// Tells a format by the first bytes. The name decides only where the first lines of a text are
/// damaged: one called `.jsonl` with an object on some line is JSON Lines.
pub fn sniff(head: &[u8], name: &str) -> Format {
    if head.is_empty() {
        return Format::Empty;
    }
    if head.starts_with(b"PAR1") {
        return Format::Parquet;
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let has = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
        // What other archives are, their parts tell.
        return if has(b"opendocument.spreadsheet") {
            Format::Ods
        } else if has(b"opendocument.text") {
            Format::Word
        } else if has(b"opendocument.presentation") {
            Format::Slides
        } else {
            Format::Xlsx
        };
    }
    if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return Format::Xls;
    }
    let text = head.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(head);
    let objects =
        || text.split(|byte| *byte == b'\n').any(|line| line.trim_ascii().starts_with(b"{"));
    if promised(name) == Some(Format::JsonLines) && objects() {
        return Format::JsonLines;
    }
    let utf16 = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    if !utf16 && head.contains(&0) {
        return if head.starts_with(b"%PDF-") { Format::Pdf } else { Format::Unknown };
    }
    let start: Vec<u8> =
        text.iter().copied().skip_while(u8::is_ascii_whitespace).take(64).collect();
    let lower = start.to_ascii_lowercase();
    if [
        &b"<!doctype"[..],
        b"<html",
        b"<head",
        b"<body",
        b"<table",
        b"<meta",
        b"<style",
        b"<?xml",
        b"<div",
    ]
    .iter()
    .any(|tag| lower.starts_with(tag))
    {
        return Format::Html;
    }
    if lower.starts_with(b"{\\rtf") {
        return Format::Word;
    }
    if start.starts_with(b"%PDF-") {
        return Format::Pdf;
    }
    let list = start.strip_prefix(b"[").is_some_and(|rest| rest.trim_ascii().starts_with(b"{"));
    if list || start.starts_with(b"{") { Format::JsonLines } else { Format::Csv }
}

/// What an archive is that is no `.xlsx`, told by the names of its parts.
pub(crate) fn other_archive(parts: &[impl AsRef<str>]) -> Option<Format> {
    let has = |start: &str| parts.iter().any(|part| part.as_ref().starts_with(start));
    if has("xl/workbook.bin") {
        Some(Format::Xlsb)
    } else if has("word/") {
        Some(Format::Word)
    } else if has("ppt/") {
        Some(Format::Slides)
    } else if has("xl/") || has("_rels/") {
        None
    } else {
        Some(Format::Archive)
    }
}

/// What the end of a name promises.
pub(crate) fn promised(name: &str) -> Option<Format> {
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "xlsx" | "xlsm" => Format::Xlsx,
        "xls" | "et" => Format::Xls,
        "ods" => Format::Ods,
        "csv" | "tsv" | "txt" => Format::Csv,
        "parquet" => Format::Parquet,
        "jsonl" | "ndjson" => Format::JsonLines,
        _ => return None,
    })
}
