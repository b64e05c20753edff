//! Suites of algorithms, and the short names of keys.

use std::fmt;
use std::str::FromStr;

/// A set of algorithms that go together.
///
/// Both seal with a 96-bit nonce and a 128-bit tag and give MACs of 32 bytes, so that everything
/// built on them has one shape.
///
/// ```
/// use xibao_vault::Suite;
/// assert_eq!("gm".parse(), Ok(Suite::Gm));
/// assert_eq!(Suite::Intl.to_string(), "intl");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Suite {
    /// 国密: SM4-GCM (GB/T 32907, mode of RFC 8998) and HMAC-SM3 (GB/T 32905).
    Gm,
    /// AES-256-GCM (NIST SP 800-38D) and HMAC-SHA-256 (RFC 2104, FIPS 180-4).
    Intl,
}

impl Suite {
    /// The name in key files: `gm` or `intl`.
    pub fn name(self) -> &'static str {
        match self {
            Suite::Gm => "gm",
            Suite::Intl => "intl",
        }
    }

    /// The algorithms as a person reads them.
    pub fn algorithms(self) -> &'static str {
        match self {
            Suite::Gm => "SM4-GCM + HMAC-SM3",
            Suite::Intl => "AES-256-GCM + HMAC-SHA-256",
        }
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A word that is neither `gm` nor `intl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotASuite;

impl fmt::Display for NotASuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a suite is 'gm' or 'intl'")
    }
}

impl std::error::Error for NotASuite {}

impl FromStr for Suite {
    type Err = NotASuite;

    fn from_str(word: &str) -> Result<Suite, NotASuite> {
        match word {
            "gm" => Ok(Suite::Gm),
            "intl" => Ok(Suite::Intl),
            _ => Err(NotASuite),
        }
    }
}

/// What a master key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyUse {
    /// Sealing values and chaining facts; rotated freely, old keys are kept for reading.
    Data,
    /// The blind index; rotating it means computing every blind value anew.
    Index,
}

impl KeyUse {
    /// The name in key files: `data` or `index`.
    pub fn name(self) -> &'static str {
        match self {
            KeyUse::Data => "data",
            KeyUse::Index => "index",
        }
    }

    pub(crate) fn of(word: &str) -> Option<KeyUse> {
        [KeyUse::Data, KeyUse::Index].into_iter().find(|one| one.name() == word)
    }
}

impl fmt::Display for KeyUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The short name of a key: 8 lower-case hexadecimal digits. It is no secret, and stands in every
/// sealed value.
///
/// ```
/// use xibao_vault::KeyId;
/// assert_eq!(KeyId(0x3f_a9).to_string(), "00003fa9");
/// assert_eq!("00003fa9".parse(), Ok(KeyId(0x3f_a9)));
/// assert!("3FA9".parse::<KeyId>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub u32);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

/// A word that is not 8 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAKeyId;

impl fmt::Display for NotAKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key id is 8 lower-case hexadecimal digits")
    }
}

impl std::error::Error for NotAKeyId {}

impl FromStr for KeyId {
    type Err = NotAKeyId;

    fn from_str(word: &str) -> Result<KeyId, NotAKeyId> {
        let plain = word.len() == 8 && word.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let number = u32::from_str_radix(word, 16).map_err(|_| NotAKeyId)?;
        if plain { Ok(KeyId(number)) } else { Err(NotAKeyId) }
    }
}
