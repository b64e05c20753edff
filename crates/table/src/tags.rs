//! The tags of an XML part one after another, to look at it before, or beside, its parser.

use std::io::{BufRead, Result};

/// A tag longer than this is no tag.
const TAG_BYTES_MAX: usize = 1 << 20;
/// Of the text before a tag, as much is given.
const TEXT_BYTES_MAX: usize = 64;

/// The text before a tag.
#[derive(Default)]
pub(crate) struct Text {
    /// How it begins.
    pub(crate) start: Vec<u8>,
    /// Its bytes.
    pub(crate) length: u64,
}

/// Gives every tag without its brackets, and the text before it; false if the part ends inside a
/// tag.
pub(crate) fn walk(mut part: impl BufRead, mut visit: impl FnMut(&[u8], &Text)) -> Result<bool> {
    let mut tag = Tag::default();
    let mut text = Text::default();
    loop {
        if !skip_text(&mut part, &mut text)? {
            return Ok(true);
        }
        tag.clear();
        while !tag.closed {
            if part.read_until(b'>', &mut tag.bytes)? == 0 || tag.bytes.len() > TAG_BYTES_MAX {
                // Text after the last tag also comes here, with nothing read.
                return Ok(tag.bytes.is_empty());
            }
            tag.look();
        }
        tag.bytes.pop();
        if !tag.bytes.starts_with(b"!") && !tag.bytes.starts_with(b"?") {
            visit(&tag.bytes, &text);
        }
    }
}

/// Reads up to and over the next opening bracket; false if there is none.
fn skip_text(part: &mut impl BufRead, text: &mut Text) -> Result<bool> {
    text.start.clear();
    text.length = 0;
    loop {
        let available = part.fill_buf()?;
        if available.is_empty() {
            return Ok(false);
        }
        let end = available.iter().position(|byte| *byte == b'<');
        let before = end.unwrap_or(available.len());
        let room = TEXT_BYTES_MAX.saturating_sub(text.start.len()).min(before);
        text.start.extend_from_slice(available.get(..room).unwrap_or_default());
        text.length = text.length.saturating_add(u64::try_from(before).unwrap_or(u64::MAX));
        part.consume(before + usize::from(end.is_some()));
        if end.is_some() {
            return Ok(true);
        }
    }
}

/// A tag as far as it is read; each byte is looked at once, however many brackets are in it.
#[derive(Default)]
struct Tag {
    bytes: Vec<u8>,
    looked: usize,
    quote: Option<u8>,
    closed: bool,
}

impl Tag {
    fn clear(&mut self) {
        self.bytes.clear();
        (self.looked, self.quote, self.closed) = (0, None, false);
    }

    /// Is the bracket at the end the end of the tag, and not inside a comment or a value?
    fn look(&mut self) {
        let bytes = &self.bytes;
        self.closed = bytes.ends_with(b">");
        if bytes.starts_with(b"!--") {
            self.closed = bytes.len() >= 6 && bytes.ends_with(b"-->");
        } else if bytes.starts_with(b"![CDATA[") {
            self.closed = bytes.ends_with(b"]]>");
        } else {
            for byte in bytes.iter().skip(self.looked) {
                match self.quote {
                    None if matches!(byte, b'"' | b'\'') => self.quote = Some(*byte),
                    Some(open) if open == *byte => self.quote = None,
                    _ => {}
                }
            }
            self.closed &= self.quote.is_none();
        }
        self.looked = bytes.len();
    }
}

/// The name of a tag without its prefix; of a closing tag, with the slash before it.
pub(crate) fn local_name(tag: &[u8]) -> (bool, &[u8]) {
    let closes = tag.starts_with(b"/");
    let tag = tag.strip_prefix(b"/").unwrap_or(tag);
    let end = tag.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'/');
    let name = tag.get(..end.unwrap_or(tag.len())).unwrap_or_default();
    (closes, unprefixed(name))
}

fn unprefixed(name: &[u8]) -> &[u8] {
    name.rsplit(|byte| *byte == b':').next().unwrap_or(name)
}

/// The value of an attribute as written, found by its name without prefix.
pub(crate) fn attribute<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let blank = tag.iter().position(u8::is_ascii_whitespace)?;
    let mut rest = tag.get(blank..)?.trim_ascii_start();
    loop {
        let equals = rest.iter().position(|byte| *byte == b'=')?;
        let key = unprefixed(rest.get(..equals)?.trim_ascii());
        let value = rest.get(equals + 1..)?.trim_ascii_start();
        let (quote, value) = value.split_first()?;
        let end = value.iter().position(|byte| byte == quote)?;
        if key == name {
            return value.get(..end);
        }
        rest = value.get(end + 1..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walked(part: &str) -> Option<Vec<(String, String)>> {
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut all = Vec::new();
        let whole = walk(part.as_bytes(), |tag, text| {
            all.push((shown(tag), shown(&text.start)));
        });
        whole.ok()?.then_some(all)
    }

    #[test]
    fn tags_and_the_text_before_them() {
        let part = r#"<?xml?><a b="x>y">one<!-- <c> --><d/><![CDATA[<e>]]>two</a> "#;
        let tags = [(r#"a b="x>y""#, ""), ("d/", ""), ("/a", "two")];
        let tags = tags.map(|(tag, text)| (tag.to_owned(), text.to_owned()));
        assert_eq!(walked(part).as_deref(), Some(&tags[..]));
        assert_eq!(walked("<a><b c='"), None);
        assert_eq!(walked("<!-- <a>"), None);
    }

    #[test]
    fn a_tag_full_of_brackets_is_read_once() {
        let part = format!("<a b='{}'>", ">".repeat(TAG_BYTES_MAX - 16));
        assert_eq!(walked(&part).map(|tags| tags.len()), Some(1));
    }

    #[test]
    fn attributes_are_found_by_name() {
        let tag = br#"x:c r = "A1" x:t='e' s="t=9"/"#;
        assert_eq!(local_name(tag), (false, &b"c"[..]));
        assert_eq!(attribute(tag, b"r"), Some(&b"A1"[..]));
        assert_eq!(attribute(tag, b"t"), Some(&b"e"[..]));
        assert_eq!(attribute(tag, b"9"), None);
        assert_eq!(local_name(b"/x:row"), (true, &b"row"[..]));
    }
}
