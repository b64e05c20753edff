//! A file that says which column is what, for sheets with headers of their own.

use crate::error::MapError;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A file that says which column is what.
///
/// ```toml
/// header_row = 3
/// [columns]
/// "确定时间" = "activist-determined.on"
/// "=F" = "first-talk.on"
/// "备注" = "ignore"
/// ```
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapFile {
    /// The row of the headers, from 1.
    pub header_row: Option<u64>,
    /// The sheet.
    pub sheet: Option<String>,
    /// Header, or `=` and the letters of a column, to target.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
}

impl MapFile {
    /// Reads a map file.
    ///
    /// # Errors
    /// What is wrong with it, with the line.
    pub fn parse(text: &str) -> Result<MapFile, MapError> {
        toml::from_str(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            let line = text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1;
            let message = error.message();
            MapError::new(
                format!("列对照表第 {line} 行有误：{}", zh(message)),
                format!("line {line} of the map file: {message}"),
            )
        })
    }
}

/// The commonest mistakes, in 简体中文; of others, what the parser says.
fn zh(message: &str) -> String {
    let unknown = message.strip_prefix("unknown field ").and_then(|rest| {
        let (field, known) = rest.split_once(", expected one of ")?;
        Some(format!("没有 {field} 这一项；可用 {}", known.replace("`, `", "`、`")))
    });
    unknown.unwrap_or_else(|| format!("请检查引号、方括号和等号（{message}）"))
}
