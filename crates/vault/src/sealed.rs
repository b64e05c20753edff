//! A sealed value and the place it belongs to.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::provider::{NONCE_BYTES, TAG_BYTES};
use crate::{KeyId, VaultError};

/// The longest plain value, in bytes. What is longer is a document, not a field.
pub const MAX_PLAIN_BYTES: usize = 64 * 1024;

const VERSION: &str = "v1";
const MAX_BODY_CHARS: usize = (NONCE_BYTES + MAX_PLAIN_BYTES + TAG_BYTES).div_ceil(3) * 4;

/// Where a value belongs: it opens nowhere else.
///
/// A ciphertext copied from one person's row to another's, or from one column to another, is
/// refused like a forged one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The table, column or field, such as `person.id_number`. Renaming it loses the values.
    pub field: &'a str,
    /// The id of the row, person or fact.
    pub owner: [u8; 16],
}

impl<'a> Place<'a> {
    /// The place of a field of an owner.
    pub fn new(field: &'a str, owner: [u8; 16]) -> Place<'a> {
        Place { field, owner }
    }

    /// The associated data: version, length of the field, field, owner. No two places share one.
    pub(crate) fn associated(&self) -> Vec<u8> {
        let length = self.field.len() as u64;
        let mut bytes = Vec::with_capacity(VERSION.len() + 8 + self.field.len() + 16);
        bytes.extend_from_slice(VERSION.as_bytes());
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(self.field.as_bytes());
        bytes.extend_from_slice(&self.owner);
        bytes
    }
}

/// A value that only the holder of the key reads.
///
/// Its text is `v1.<key id>.<nonce, ciphertext and tag in base64url without padding>`, and one
/// value has one text. It hides what the value is, not how long it is.
///
/// ```
/// use xibao_vault::{KeyId, Sealed};
/// let text = "v1.0000002a.AAECAwQFBgcICQoLAAECAwQFBgcICQoLDA0ODw";
/// let sealed: Sealed = text.parse()?;
/// assert_eq!(sealed.key(), KeyId(42));
/// assert_eq!(sealed.to_string(), text);
/// # Ok::<(), xibao_vault::VaultError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Sealed {
    pub(crate) key: KeyId,
    pub(crate) nonce: [u8; NONCE_BYTES],
    pub(crate) body: Vec<u8>,
}

impl Sealed {
    /// The key that opens it.
    pub fn key(&self) -> KeyId {
        self.key
    }
}

impl fmt::Display for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = Vec::with_capacity(NONCE_BYTES + self.body.len());
        bytes.extend_from_slice(&self.nonce);
        bytes.extend_from_slice(&self.body);
        write!(f, "{VERSION}.{}.{}", self.key, URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed(key {}, {} bytes)", self.key, self.body.len())
    }
}

impl FromStr for Sealed {
    type Err = VaultError;

    /// # Errors
    /// [`VaultError::Malformed`] for everything that [`Sealed`] would not print.
    fn from_str(text: &str) -> Result<Sealed, VaultError> {
        let malformed = |problem| VaultError::Malformed { problem };
        let mut parts = text.splitn(3, '.');
        let (version, key, body) = (parts.next(), parts.next(), parts.next());
        if version != Some(VERSION) {
            return Err(malformed(Malformed::Version));
        }
        let key = key.and_then(|key| key.parse().ok()).ok_or(malformed(Malformed::KeyId))?;
        let body = body.ok_or(malformed(Malformed::Cut))?;
        if body.len() > MAX_BODY_CHARS {
            return Err(malformed(Malformed::TooLong));
        }
        let mut bytes = URL_SAFE_NO_PAD.decode(body).map_err(|_| malformed(Malformed::Alphabet))?;
        if bytes.len() < NONCE_BYTES + TAG_BYTES {
            return Err(malformed(Malformed::Cut));
        }
        if bytes.len() > NONCE_BYTES + MAX_PLAIN_BYTES + TAG_BYTES {
            return Err(malformed(Malformed::TooLong));
        }
        let mut nonce = [0; NONCE_BYTES];
        for (to, from) in nonce.iter_mut().zip(bytes.drain(..NONCE_BYTES)) {
            *to = from;
        }
        Ok(Sealed { key, nonce, body: bytes })
    }
}

/// What is wrong with the text of a sealed value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// It does not begin with `v1.`.
    Version,
    /// After `v1.` there are not 8 lower-case hexadecimal digits and a dot.
    KeyId,
    /// It ends too early to hold nonce and tag.
    Cut,
    /// The last part is not base64url without padding.
    Alphabet,
    /// It is longer than the longest value may be.
    TooLong,
}

impl Malformed {
    /// In 简体中文.
    pub fn zh(self) -> &'static str {
        match self {
            Malformed::Version => "不以“v1.”开头",
            Malformed::KeyId => "“v1.”之后不是 8 位小写十六进制密钥编号",
            Malformed::Cut => "内容不完整，缺少后半部分",
            Malformed::Alphabet => "最后一段不是无填充的 base64url 编码",
            Malformed::TooLong => "超过密封值的最大长度",
        }
    }

    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            Malformed::Version => "it does not begin with 'v1.'",
            Malformed::KeyId => "after 'v1.' there is no key id of 8 lower-case hexadecimal digits",
            Malformed::Cut => "it ends too early",
            Malformed::Alphabet => "its last part is not base64url without padding",
            Malformed::TooLong => "it is longer than a sealed value may be",
        }
    }
}
