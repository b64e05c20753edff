//! A file that says which column is what, for sheets with headers of their own.

use crate::error::MapError;
use crate::target::Target;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
use xibao_rulebook::{Rulebook, Text};

/// A file that says which column is what.
///
/// ```toml
/// header_row = 3
/// [columns]
/// "确定时间" = "activist-determined.on"
/// "=F" = "first-talk.on"
/// "备注" = "ignore"
/// ```
#[derive(Debug, Clone, Default)]
pub struct MapFile {
    /// The row of the headers, from 1.
    pub header_row: Option<u64>,
    /// The sheet.
    pub sheet: Option<String>,
    /// Header, or `=` and the letters of a column, to target.
    pub columns: BTreeMap<String, String>,
    /// The line of each of the columns, to say where a target is wrong.
    lines: BTreeMap<String, usize>,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    header_row: Option<u64>,
    sheet: Option<String>,
    #[serde(default)]
    columns: BTreeMap<String, Spanned<String>>,
}

impl MapFile {
    /// Reads a map file.
    ///
    /// # Errors
    /// What is wrong with it, with the line.
    pub fn parse(text: &str) -> Result<MapFile, MapError> {
        let line = |offset: usize| {
            text.bytes().take(offset).filter(|byte| *byte == b'\n').count().saturating_add(1)
        };
        let written: Written = toml::from_str(text).map_err(|error| {
            let line = line(error.span().map_or(0, |span| span.start));
            let message = error.message();
            MapError::new(
                format!("列对照表第 {line} 行有误：{}", zh(message)),
                format!("line {line} of the map file: {message}"),
            )
        })?;
        let (mut columns, mut lines) = (BTreeMap::new(), BTreeMap::new());
        for (name, target) in written.columns {
            lines.insert(name.clone(), line(target.span().start));
            columns.insert(name, target.into_inner());
        }
        Ok(MapFile { header_row: written.header_row, sheet: written.sheet, columns, lines })
    }

    /// What is wrong with the target that an entry names for a column, with its line and the
    /// names most like it.
    pub(crate) fn wrong_target(
        &self,
        entry: &str,
        column: &Text,
        fault: &Text,
        book: &Rulebook,
    ) -> MapError {
        let near = self.columns.get(entry).map(|target| Target::near(target, book));
        let near = near.unwrap_or_default();
        let (mut zh, mut en) = (String::new(), String::new());
        if let Some((first, more)) = near.split_first() {
            zh = format!("；是否为 {first}");
            en = format!("; is it {first}?");
            if !more.is_empty() {
                zh = format!("{zh}，或 {}", more.join("、"));
                en = format!("{en} or {}?", more.join(", "));
            }
        }
        let line = self.lines.get(entry).copied().unwrap_or(0);
        MapError::new(
            format!("列对照表第 {line} 行，{}：{}{zh}", column.zh, fault.zh),
            format!("line {line} of the map file, {}: {}{en}", column.en, fault.en),
        )
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

#[cfg(test)]
mod tests {
    use super::*;
    use xibao_rulebook::bundled;

    #[test]
    fn a_wrong_target_is_told_with_its_line_and_the_nearest_names() {
        let book = bundled::cpc().unwrap();
        let told = |target: &str| {
            let text = format!(
                "header_row = 2\n[columns]\n\"备注\" = \"ignore\"\n\"甲\" = \"{target}\"\n"
            );
            let map = MapFile::parse(&text).unwrap();
            assert_eq!(map.header_row, Some(2));
            let fault = Target::parse(target, &book).unwrap_err();
            map.wrong_target("甲", &Text::new("B 列“甲”", "column B \"甲\""), &fault, &book)
        };
        for (target, near) in [
            ("first-tlak.on", "first-talk.on"),
            ("admission-meeting.elegible", "admission-meeting.eligible"),
            ("ignored", "ignore"),
        ] {
            let error = told(target);
            assert!(error.zh().contains("第 4 行，B 列"), "{}", error.zh());
            assert!(error.zh().contains(&format!("是否为 {near}")), "{}", error.zh());
            assert!(error.en().contains("line 4") && error.en().contains(target), "{}", error.en());
            assert!(error.en().contains(&format!("is it {near}?")), "{}", error.en());
        }
        assert!(!told("天气").zh().contains("是否为"));
    }
}
