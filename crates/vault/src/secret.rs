//! A value that was opened.

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

/// A plain value: wiped from memory when dropped, and printed by no `Debug`.
///
/// Copies made of what [`expose`](Secret::expose) gives are the caller's to look after.
///
/// ```
/// use xibao_vault::Secret;
/// let secret = Secret::from("13800138000".to_owned());
/// assert_eq!(secret.expose(), "13800138000");
/// assert_eq!(format!("{secret:?}"), "***");
/// ```
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The value itself, to be shown or compared, not to be logged.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Takes over the bytes when they are UTF-8, and wipes them when they are not.
    pub(crate) fn of(mut bytes: Zeroizing<Vec<u8>>) -> Option<Secret> {
        match String::from_utf8(std::mem::take(&mut *bytes)) {
            Ok(text) => Some(Secret(Zeroizing::new(text))),
            Err(error) => {
                error.into_bytes().zeroize();
                None
            }
        }
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Secret {
        Secret(Zeroizing::new(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
