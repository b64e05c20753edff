//! Who computes: software today, a cryptographic machine in its place when there is one.

use zeroize::Zeroizing;

use crate::{KeyId, Suite};

/// Bytes of a nonce: 96 bits.
pub const NONCE_BYTES: usize = 12;
/// Bytes of an authentication tag: 128 bits, appended to the ciphertext.
pub const TAG_BYTES: usize = 16;
/// Bytes of a MAC.
pub const MAC_BYTES: usize = 32;

/// Which of the keys derived from one master key computes a MAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MacPurpose {
    /// The blind index of normalised values.
    Blind,
    /// The chain of facts.
    Chain,
}

/// Why a provider gives no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It has no such key.
    NoSuchKey,
    /// The tag does not fit key, nonce, associated data and ciphertext.
    DoesNotFit,
    /// The machine failed; in its own words.
    Failed(String),
}

/// Sealing, opening and authenticating with keys that are named and never handed out.
///
/// [`Software`](crate::Software) is the provider of this crate, with one implementation for each
/// [`Suite`]. A cryptographic machine (服务器密码机) becomes another implementation: its keys carry
/// ids, and the vault asks for nothing else. A provider must be exact about the sizes: nonce 96
/// bits, tag 128 bits at the end of the ciphertext, MAC 32 bytes.
pub trait CryptoProvider: Send + Sync {
    /// The suite of a key, or `None` when the provider does not have it.
    fn suite(&self, key: KeyId) -> Option<Suite>;

    /// Ciphertext and tag of `plain`.
    ///
    /// # Errors
    /// [`Refusal::NoSuchKey`] or [`Refusal::Failed`].
    fn seal(
        &self,
        key: KeyId,
        nonce: &[u8; NONCE_BYTES],
        associated: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, Refusal>;

    /// The plain text of ciphertext and tag.
    ///
    /// # Errors
    /// [`Refusal::DoesNotFit`] when anything was changed; nothing of the plain text is given then.
    fn open(
        &self,
        key: KeyId,
        nonce: &[u8; NONCE_BYTES],
        associated: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Refusal>;

    /// The MAC of the parts, one after the other and nothing between.
    ///
    /// # Errors
    /// [`Refusal::NoSuchKey`] or [`Refusal::Failed`].
    fn mac(
        &self,
        key: KeyId,
        purpose: MacPurpose,
        parts: &[&[u8]],
    ) -> Result<[u8; MAC_BYTES], Refusal>;
}
