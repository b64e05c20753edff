//! Text without what makes equal texts look different.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Blank, or a character that cannot be seen and has crept in from elsewhere.
fn is_padding(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}' | '\u{ad}')
}

/// A heading, folded: width, case, blanks, signs and remarks in brackets do not matter.
pub(crate) fn heading(text: &str) -> String {
    let plain = compact(text).to_lowercase();
    let mut kept = String::with_capacity(plain.len());
    let mut rest = plain.as_str();
    while let Some((before, after)) = rest.split_once('(') {
        let Some((_, behind)) = after.split_once(')') else { break };
        kept.push_str(before);
        rest = behind;
    }
    kept.push_str(rest);
    let sign = |c: char| matches!(c, ':' | '*' | '/' | '、' | '·' | '_' | ',' | '-' | '%' | '.');
    let folded: String = kept.chars().filter(|c| !sign(*c)).collect();
    // A heading that is all remark keeps it.
    if folded.is_empty() { plain.replace(['(', ')'], "") } else { folded }
}

/// Full-width to half-width, no blanks. Text that needs none of it is given back as it is.
pub(crate) fn compact(text: &str) -> Cow<'_, str> {
    let plain = |c: char| matches!(c, '!'..='~' | '\u{4e00}'..='\u{9fff}');
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfkc().filter(|c| !is_padding(*c)).collect())
}

/// Without blanks around it; breaks of lines and other controls inside become one blank.
pub(crate) fn tidy(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim_matches(|c| is_padding(c) || c.is_control());
    if !trimmed.chars().any(char::is_control) {
        return Cow::Borrowed(trimmed);
    }
    let mut line = String::with_capacity(trimmed.len());
    for c in trimmed.chars() {
        if !c.is_control() {
            line.push(c);
        } else if !line.ends_with(' ') {
            line.push(' ');
        }
    }
    Cow::Owned(line)
}

/// Is there nothing to be seen?
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| is_padding(c) || c.is_control())
}

/// Does the text only hold the place of a value that is not there?
pub(crate) fn is_dash(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '-' | '—' | '–' | '/' | '／' | '\\' | '－' | '　' | ' '))
}

/// Words for "there is none" where a number, a date or a code is wanted.
pub(crate) fn is_none_word(compact: &str) -> bool {
    is_dash(compact) || matches!(compact, "无" | "暂无" | "没有" | "未知" | "不详" | "空" | "未")
}

/// The beginning of a text, to be shown in a message.
pub(crate) fn clip(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_equal_however_they_are_dressed() {
        for (written, folded) in [
            ("是否农民工 ", "是否农民工"),
            ("姓　　名", "姓名"),
            ("*公民身份号码：", "公民身份号码"),
            ("身份证号码（如果重复将忽略）", "身份证号码"),
            ("信息完整度(%)", "信息完整度"),
            ("单位名称\n(全称)", "单位名称"),
            ("（备注）", "备注"),
            ("学历(未闭合", "学历(未闭合"),
        ] {
            assert_eq!(heading(written), folded, "{written}");
        }
    }

    #[test]
    fn values_keep_their_characters() {
        assert_eq!(tidy("\u{a0}北京市\r\n海淀区　"), "北京市 海淀区");
        assert_eq!(tidy("𬭼·Ａ"), "𬭼·Ａ");
    }
}
