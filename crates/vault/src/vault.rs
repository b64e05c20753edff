//! The vault: seals, opens, blinds.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::chance::{Random, fill};
use crate::provider::NONCE_BYTES;
use crate::sealed::MAX_PLAIN_BYTES;
use crate::{
    CryptoProvider, KeyId, KeyRing, MacPurpose, Place, Refusal, Sealed, Secret, Software, Suite,
    VaultError,
};

/// How many values one key may seal: 2³².
///
/// With random 96-bit nonces the chance that two values share one stays below 2⁻³² up to here
/// (NIST SP 800-38D, 8.3). The vault counts what it seals itself; see
/// [`Vault::counting_from`].
pub const SEAL_LIMIT: u64 = 1 << 32;

/// Bytes of a blind value: an HMAC cut to 128 bits.
///
/// At that length two different values among a thousand million share a blind value with a
/// chance below 2⁻⁶⁸, and nothing is gained by forging one: it finds rows, it proves nothing.
pub const BLIND_BYTES: usize = 16;

/// Seals, opens and blinds values, and chains facts, with the keys of a provider.
///
/// ```
/// use xibao_vault::{KeyRing, Place, Sealed, Suite, Vault, system_random};
/// let vault = Vault::new(&KeyRing::generate(Suite::Gm, "2026-11-24", &mut system_random)?)?;
/// let place = Place::new("person.phone", [7; 16]);
/// let sealed = vault.seal(place, "13800138000", &mut system_random)?;
/// let stored = sealed.to_string();
/// assert_eq!(vault.open(place, &stored.parse()?)?.expose(), "13800138000");
/// assert!(vault.open(Place::new("person.phone", [8; 16]), &stored.parse()?).is_err());
/// # Ok::<(), xibao_vault::VaultError>(())
/// ```
pub struct Vault {
    pub(crate) provider: Box<dyn CryptoProvider>,
    pub(crate) current: KeyId,
    index: KeyId,
    sealed: AtomicU64,
}

impl Vault {
    /// A vault with the keys of a ring, in software.
    ///
    /// # Errors
    /// [`VaultError::Provider`] when a key cannot be used.
    pub fn new(ring: &KeyRing) -> Result<Vault, VaultError> {
        Vault::with_provider(Box::new(Software::of(ring)?), ring.current(), ring.index())
    }

    /// A vault with another provider: the key that seals and chains, and that of the blind index.
    ///
    /// # Errors
    /// [`VaultError::NoSuchKey`] when the provider lacks one of the two.
    pub fn with_provider(
        provider: Box<dyn CryptoProvider>,
        current: KeyId,
        index: KeyId,
    ) -> Result<Vault, VaultError> {
        for key in [current, index] {
            if provider.suite(key).is_none() {
                return Err(VaultError::NoSuchKey { key });
            }
        }
        Ok(Vault { provider, current, index, sealed: AtomicU64::new(0) })
    }

    /// The same vault, knowing that its current key has sealed `already` values.
    ///
    /// The count of a vault begins at zero and ends with the process. Where one key may come near
    /// [`SEAL_LIMIT`], keep [`Vault::seal_count`] with the key's id outside the process, add up
    /// what all processes sealed, and pass the sum here. Where it stays far below, rotating once a
    /// year is enough.
    #[must_use]
    pub fn counting_from(self, already: u64) -> Vault {
        Vault { sealed: AtomicU64::new(already), ..self }
    }

    /// How many values the current key has sealed, as far as this vault knows.
    pub fn seal_count(&self) -> u64 {
        self.sealed.load(Ordering::Relaxed)
    }

    /// The key that seals and chains.
    pub fn current_key_id(&self) -> KeyId {
        self.current
    }

    /// The key of the blind index. Keep it with the index: blind values of another key never match.
    pub fn index_key_id(&self) -> KeyId {
        self.index
    }

    /// The suite of a key, or `None` when it is not there.
    pub fn suite(&self, key: KeyId) -> Option<Suite> {
        self.provider.suite(key)
    }

    /// Seals a value for a place with the current key.
    ///
    /// # Errors
    /// [`VaultError::TooLong`], [`VaultError::Exhausted`], [`VaultError::NoRandom`],
    /// [`VaultError::Provider`].
    pub fn seal(
        &self,
        place: Place<'_>,
        plain: &str,
        random: &mut Random<'_>,
    ) -> Result<Sealed, VaultError> {
        if plain.len() > MAX_PLAIN_BYTES {
            let field = place.field.to_owned();
            return Err(VaultError::TooLong { field, bytes: plain.len() });
        }
        let key = self.current;
        self.count_one()?;
        let mut nonce = [0; NONCE_BYTES];
        fill(random, &mut nonce)?;
        let body = self
            .provider
            .seal(key, &nonce, &place.associated(), plain.as_bytes())
            .map_err(|refusal| refused(key, place, refusal))?;
        Ok(Sealed { key, nonce, body })
    }

    /// Opens a value at its place, with whatever key sealed it.
    ///
    /// # Errors
    /// [`VaultError::NoSuchKey`] when that key is not there, [`VaultError::DoesNotFit`] when the
    /// value was moved or changed, [`VaultError::NotText`].
    pub fn open(&self, place: Place<'_>, sealed: &Sealed) -> Result<Secret, VaultError> {
        let bytes = self
            .provider
            .open(sealed.key, &sealed.nonce, &place.associated(), &sealed.body)
            .map_err(|refusal| refused(sealed.key, place, refusal))?;
        Secret::of(bytes).ok_or_else(|| VaultError::NotText { field: place.field.to_owned() })
    }

    /// After a rotation: the value sealed anew with the current key, or `None` when it already is.
    ///
    /// # Errors
    /// As [`Vault::open`] and [`Vault::seal`].
    pub fn reseal_if_old(
        &self,
        place: Place<'_>,
        sealed: &Sealed,
        random: &mut Random<'_>,
    ) -> Result<Option<Sealed>, VaultError> {
        if sealed.key == self.current {
            return Ok(None);
        }
        let secret = self.open(place, sealed)?;
        self.seal(place, secret.expose(), random).map(Some)
    }

    /// The blind value of a normalised value: equal for equal values of a field, so that a value
    /// can be looked up, and joined with nothing in other fields.
    ///
    /// Normalise first: two spellings of one value have different blind values. Whoever has both
    /// the column and the index key can try all phone numbers; whoever has only the column sees
    /// which rows share a value. It does not change when data keys are rotated.
    ///
    /// # Errors
    /// [`VaultError::Provider`].
    ///
    /// ```
    /// use xibao_vault::{KeyRing, Suite, Vault, system_random};
    /// let vault = Vault::new(&KeyRing::generate(Suite::Gm, "2026-11-24", &mut system_random)?)?;
    /// let blind = vault.blind("person.phone", "13800138000")?;
    /// assert_eq!(blind, vault.blind("person.phone", "13800138000")?);
    /// assert_ne!(blind, vault.blind("person.landline", "13800138000")?);
    /// # Ok::<(), xibao_vault::VaultError>(())
    /// ```
    pub fn blind(&self, field: &str, normalised: &str) -> Result<[u8; BLIND_BYTES], VaultError> {
        self.blind_with(self.index, field, normalised)
    }

    /// The blind value under another index key: to find rows not yet indexed anew after a rotation
    /// of the index key.
    ///
    /// # Errors
    /// [`VaultError::NoSuchKey`], [`VaultError::Provider`].
    pub fn blind_with(
        &self,
        key: KeyId,
        field: &str,
        normalised: &str,
    ) -> Result<[u8; BLIND_BYTES], VaultError> {
        let length = (field.len() as u64).to_be_bytes();
        let parts = [&length[..], field.as_bytes(), normalised.as_bytes()];
        let mac = self
            .provider
            .mac(key, MacPurpose::Blind, &parts)
            .map_err(|refusal| refused(key, Place::new(field, [0; 16]), refusal))?;
        let mut blind = [0; BLIND_BYTES];
        for (to, from) in blind.iter_mut().zip(mac) {
            *to = from;
        }
        Ok(blind)
    }

    fn count_one(&self) -> Result<(), VaultError> {
        let more = |count: u64| (count < SEAL_LIMIT).then_some(count + 1);
        match self.sealed.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more) {
            Ok(_) => Ok(()),
            Err(_) => Err(VaultError::Exhausted { key: self.current }),
        }
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("current", &self.current.to_string())
            .field("index", &self.index.to_string())
            .finish_non_exhaustive()
    }
}

pub(crate) fn refused(key: KeyId, place: Place<'_>, refusal: Refusal) -> VaultError {
    match refusal {
        Refusal::NoSuchKey => VaultError::NoSuchKey { key },
        Refusal::DoesNotFit => VaultError::DoesNotFit { field: place.field.to_owned(), key },
        Refusal::Failed(reason) => VaultError::Provider { key, reason },
    }
}
