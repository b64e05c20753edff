//! The text of a comment that has no formatting.
//!
//! The editing crate keeps such a text in a type whose value it does not give out; it only prints
//! it for debugging. So the text is read from there, and where that ever looks different the
//! comment is left as it is. Excel and WPS write formatted comments; some programs that make
//! workbooks write plain ones.

const BEFORE: &str = "CommentText { text: Some(Text { value: \"";
const AFTER: &str = "\" }), rich_text: None }";

/// The text of a plain comment, from how the comment is printed for debugging.
pub(super) fn value(debug: &str) -> Option<String> {
    let inner = debug.strip_prefix(BEFORE)?.strip_suffix(AFTER)?;
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        text.push(match characters.next()? {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            quoted @ ('\\' | '"' | '\'') => quoted,
            'u' => code_point(&mut characters)?,
            _ => return None,
        });
    }
    Some(text)
}

/// `{200b}` after `\u`.
fn code_point(characters: &mut std::str::Chars<'_>) -> Option<char> {
    let rest = characters.as_str();
    let (digits, after) = rest.strip_prefix('{')?.split_once('}')?;
    *characters = after.chars();
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use umya_spreadsheet::CommentText;

    #[test]
    fn the_text_comes_back_whatever_is_in_it() {
        for text in ["", "请核对", "a\nb\t\"c\" 'd' \\ {e}", "\u{200b}甲\u{301}\r\n一 \" }"] {
            let mut comment = CommentText::default();
            comment.set_text_string(text);
            let debug = format!("{comment:?}");
            assert_eq!(value(&debug).as_deref(), Some(text), "{debug}");
        }
    }

    #[test]
    fn another_form_is_not_guessed_at() {
        assert_eq!(value("Text { value: \"a\" }"), None);
        for inner in ["\\q", "\\u{zz}", "\\"] {
            assert_eq!(value(&format!("{BEFORE}{inner}{AFTER}")), None, "{inner}");
        }
    }
}
