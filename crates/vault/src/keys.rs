//! Master keys, and which of them are current.

use std::fmt;

use zeroize::Zeroizing;

use crate::chance::{Random, fill};
use crate::error::MAX_KEYS;
use crate::{KeyId, KeyUse, Suite, VaultError};

/// Bytes of a master key, of either suite: all purpose keys are derived from it.
pub const MASTER_BYTES: usize = 32;

/// What may be known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyInfo {
    /// Its short name.
    pub id: KeyId,
    /// What it is for.
    pub kind: KeyUse,
    /// The algorithms it is used with.
    pub suite: Suite,
    /// The day it was made, such as `2026-11-24`.
    pub created: String,
}

pub(crate) struct Master {
    pub(crate) info: KeyInfo,
    pub(crate) secret: Zeroizing<[u8; MASTER_BYTES]>,
}

/// The master keys: old ones to read with, one current key to seal and chain with, one current key
/// for the blind index.
///
/// The keys are wiped from memory when the ring is dropped, and `Debug` prints none.
///
/// ```
/// use xibao_vault::{KeyRing, KeyUse, Suite, system_random};
/// let mut ring = KeyRing::generate(Suite::Intl, "2026-11-24", &mut system_random)?;
/// let old = ring.current();
/// ring.rotate(KeyUse::Data, Suite::Gm, "2027-11-24", &mut system_random)?;
/// assert_ne!(ring.current(), old);
/// assert!(ring.keys().any(|key| key.id == old));
/// let again = KeyRing::parse(&ring.to_text())?;
/// assert_eq!(again.current(), ring.current());
/// # Ok::<(), xibao_vault::VaultError>(())
/// ```
pub struct KeyRing {
    pub(crate) masters: Vec<Master>,
    pub(crate) current: KeyId,
    pub(crate) index: KeyId,
}

impl KeyRing {
    /// A new ring: one data key and one index key.
    ///
    /// # Errors
    /// [`VaultError::Day`] when `created` is no day, [`VaultError::NoRandom`].
    pub fn generate(
        suite: Suite,
        created: &str,
        random: &mut Random<'_>,
    ) -> Result<KeyRing, VaultError> {
        let mut ring = KeyRing { masters: Vec::new(), current: KeyId(0), index: KeyId(0) };
        ring.rotate(KeyUse::Data, suite, created, random)?;
        ring.rotate(KeyUse::Index, suite, created, random)?;
        Ok(ring)
    }

    /// Adds a key and makes it current for its use; the others stay. Gives its id.
    ///
    /// Rotating [`KeyUse::Index`] makes every blind value in the database miss until all are
    /// computed anew. The new key may be of another suite.
    ///
    /// # Errors
    /// [`VaultError::Day`], [`VaultError::NoRandom`], [`VaultError::TooManyKeys`]; the ring is
    /// unchanged then.
    pub fn rotate(
        &mut self,
        kind: KeyUse,
        suite: Suite,
        created: &str,
        random: &mut Random<'_>,
    ) -> Result<KeyId, VaultError> {
        if !is_day(created) {
            return Err(VaultError::Day { day: created.to_owned() });
        }
        if self.masters.len() >= MAX_KEYS {
            return Err(VaultError::TooManyKeys);
        }
        let mut secret = Zeroizing::new([0; MASTER_BYTES]);
        fill(random, secret.as_mut_slice())?;
        let id = self.free_id(random)?;
        let info = KeyInfo { id, kind, suite, created: created.to_owned() };
        self.masters.push(Master { info, secret });
        match kind {
            KeyUse::Data => self.current = id,
            KeyUse::Index => self.index = id,
        }
        Ok(id)
    }

    /// The key that seals and chains.
    pub fn current(&self) -> KeyId {
        self.current
    }

    /// The key of the blind index.
    pub fn index(&self) -> KeyId {
        self.index
    }

    /// All keys, in the order they were added.
    pub fn keys(&self) -> impl Iterator<Item = &KeyInfo> {
        self.masters.iter().map(|master| &master.info)
    }

    pub(crate) fn masters(&self) -> &[Master] {
        &self.masters
    }

    fn free_id(&self, random: &mut Random<'_>) -> Result<KeyId, VaultError> {
        let mut bytes = [0; 4];
        fill(random, &mut bytes)?;
        let mut id = u32::from_be_bytes(bytes);
        // Ids are names, not secrets: a taken one gives way to its neighbour.
        while self.masters.iter().any(|master| master.info.id.0 == id) {
            id = id.wrapping_add(1);
        }
        Ok(KeyId(id))
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRing")
            .field("keys", &self.keys().map(|key| key.id.to_string()).collect::<Vec<_>>())
            .field("current", &self.current.to_string())
            .field("index", &self.index.to_string())
            .finish_non_exhaustive()
    }
}

/// Whether a word is a day of the calendar, written as 2026-11-24.
pub(crate) fn is_day(word: &str) -> bool {
    let digits = word.bytes().enumerate().all(|(place, byte)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let mut numbers = word.split('-').map(|part| part.parse::<u32>().unwrap_or(0));
    let (year, month, day) = (numbers.next(), numbers.next(), numbers.next());
    let leap = year.is_some_and(|y| (y % 4 == 0 && y % 100 != 0) || y % 400 == 0);
    let last = match month {
        Some(1 | 3 | 5 | 7 | 8 | 10 | 12) => 31,
        Some(4 | 6 | 9 | 11) => 30,
        Some(2) if leap => 29,
        Some(2) => 28,
        _ => return false,
    };
    word.len() == 10 && digits && day.is_some_and(|day| (1..=last).contains(&day))
}
