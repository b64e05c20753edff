//! Chains of MACs over facts.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Hmac;
use hmac::digest::CtOutput;
use sha2::Sha256;

use crate::provider::MAC_BYTES;
use crate::vault::refused;
use crate::{KeyId, MacPurpose, Malformed, Place, Vault, VaultError};

/// The MAC of a fact and, through the one before it, of all facts before it. 32 bytes; its text is
/// 43 characters of base64url. Compared in constant time.
#[derive(Clone, Copy)]
pub struct Mac(pub [u8; MAC_BYTES]);

impl Mac {
    /// What stands before the first fact of a chain.
    pub const START: Mac = Mac([0; MAC_BYTES]);
}

impl PartialEq for Mac {
    fn eq(&self, other: &Mac) -> bool {
        // The comparison of a MAC crate, because one written here could be optimised into a
        // comparison that stops early.
        let [one, two] = [self, other].map(|mac| CtOutput::<Hmac<Sha256>>::new(mac.0.into()));
        one == two
    }
}

impl Eq for Mac {}

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mac({self})")
    }
}

impl FromStr for Mac {
    type Err = VaultError;

    /// # Errors
    /// [`VaultError::Malformed`] for everything that [`Mac`] would not print.
    fn from_str(text: &str) -> Result<Mac, VaultError> {
        let malformed = |problem| VaultError::Malformed { problem };
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| malformed(Malformed::Alphabet))?;
        let bytes = bytes.try_into().map_err(|_| malformed(Malformed::Cut))?;
        Ok(Mac(bytes))
    }
}

/// A fact as it was recorded: which key, which content, which MAC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link<C> {
    /// The key its MAC was computed with.
    pub key: KeyId,
    /// The content, byte for byte.
    pub content: C,
    /// The MAC recorded.
    pub mac: Mac,
}

impl Vault {
    /// The MAC of the next fact under the current key. Record [`Vault::current_key_id`] with it.
    ///
    /// # Errors
    /// [`VaultError::Provider`].
    ///
    /// ```
    /// use xibao_vault::{KeyRing, Link, Mac, Suite, Vault, system_random};
    /// let vault = Vault::new(&KeyRing::generate(Suite::Gm, "2026-11-24", &mut system_random)?)?;
    /// let key = vault.current_key_id();
    /// let one = vault.chain_next(&Mac::START, b"admitted")?;
    /// let two = vault.chain_next(&one, b"moved")?;
    /// let facts = [
    ///     Link { key, content: "admitted", mac: one },
    ///     Link { key, content: "moved", mac: two },
    /// ];
    /// assert_eq!(vault.verify_chain(&Mac::START, &facts)?, two);
    /// assert!(vault.verify_chain(&Mac::START, &facts[1..]).is_err());
    /// # Ok::<(), xibao_vault::VaultError>(())
    /// ```
    pub fn chain_next(&self, previous: &Mac, content: &[u8]) -> Result<Mac, VaultError> {
        self.chain_with(self.current, previous, content)
    }

    /// The MAC of the next fact under a given key, to check what was recorded under an older one.
    ///
    /// # Errors
    /// [`VaultError::NoSuchKey`], [`VaultError::Provider`].
    pub fn chain_with(
        &self,
        key: KeyId,
        previous: &Mac,
        content: &[u8],
    ) -> Result<Mac, VaultError> {
        let length = (content.len() as u64).to_be_bytes();
        self.provider
            .mac(key, MacPurpose::Chain, &[&previous.0, &length, content])
            .map(Mac)
            .map_err(|refusal| refused(key, Place::new("", [0; 16]), refusal))
    }

    /// Walks a chain from the MAC before its first link and gives the MAC of its last, the one
    /// given when there is none.
    ///
    /// A chain whose last facts were cut off still holds: keep the last MAC, or the count of facts,
    /// where whoever may cut them cannot write, and compare.
    ///
    /// # Errors
    /// [`VaultError::ChainBreaks`] or [`VaultError::ChainKey`] with the index of the first link
    /// that does not fit or cannot be checked; [`VaultError::Provider`].
    pub fn verify_chain<'a, C: AsRef<[u8]> + 'a>(
        &self,
        before: &Mac,
        links: impl IntoIterator<Item = &'a Link<C>>,
    ) -> Result<Mac, VaultError> {
        let mut walk = self.chain_walk(before);
        for link in links {
            walk.step(link)?;
        }
        Ok(walk.last())
    }

    /// The same in steps, for facts that are read one by one.
    pub fn chain_walk(&self, before: &Mac) -> ChainWalk<'_> {
        ChainWalk { vault: self, last: *before, index: 0 }
    }
}

/// A walk along a chain; from [`Vault::chain_walk`].
#[derive(Debug)]
pub struct ChainWalk<'v> {
    vault: &'v Vault,
    last: Mac,
    index: u64,
}

impl ChainWalk<'_> {
    /// Checks the next link.
    ///
    /// # Errors
    /// As [`Vault::verify_chain`]; the walk stays before the link then.
    pub fn step<C: AsRef<[u8]>>(&mut self, link: &Link<C>) -> Result<(), VaultError> {
        let index = self.index;
        let mac = self.vault.chain_with(link.key, &self.last, link.content.as_ref());
        let mac = mac.map_err(|error| match error {
            VaultError::NoSuchKey { key } => VaultError::ChainKey { index, key },
            other => other,
        })?;
        if mac != link.mac {
            return Err(VaultError::ChainBreaks { index });
        }
        self.last = mac;
        self.index += 1;
        Ok(())
    }

    /// The MAC of the last link that fitted.
    pub fn last(&self) -> Mac {
        self.last
    }

    /// How many links fitted.
    pub fn count(&self) -> u64 {
        self.index
    }
}
