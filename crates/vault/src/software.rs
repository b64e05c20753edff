//! The provider in software.

use std::collections::BTreeMap;
use std::fmt;

use aes_gcm::aead::consts::{U12, U16};
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, AesGcm};
use hkdf::{GenericHkdf, HmacImpl};
use hmac::Hmac;
use sha2::Sha256;
use sm3::Sm3;
use sm4::Sm4;
use zeroize::Zeroizing;

use crate::keys::{KeyRing, Master};
use crate::provider::{MAC_BYTES, NONCE_BYTES, TAG_BYTES};
use crate::{CryptoProvider, KeyId, MacPurpose, Refusal, Suite, VaultError};

type Sm4Gcm = AesGcm<Sm4, U12>;
type GmKeys = PurposeKeys<Sm4Gcm, Hmac<Sm3>>;
type IntlKeys = PurposeKeys<Aes256Gcm, Hmac<Sha256>>;

/// The salt of HKDF: separates what this crate derives from any other use of the same master key.
const SALT: &[u8] = b"xibao-vault 1";

/// Keys in the memory of this process, their schedules computed once.
///
/// Nothing here protects against who reads the memory of the process. SM4 looks up tables, so its
/// time depends on key and data; AES and GHASH use the instructions of the processor where it has
/// them.
///
/// ```
/// use xibao_vault::{CryptoProvider, KeyRing, Software, Suite, system_random};
/// let ring = KeyRing::generate(Suite::Gm, "2026-11-24", &mut system_random)?;
/// let provider = Software::of(&ring)?;
/// assert_eq!(provider.suite(ring.current()), Some(Suite::Gm));
/// # Ok::<(), xibao_vault::VaultError>(())
/// ```
pub struct Software {
    keys: BTreeMap<KeyId, (Suite, Box<dyn Purposes>)>,
}

impl Software {
    /// Derives the purpose keys of every master key of the ring.
    ///
    /// # Errors
    /// [`VaultError::Provider`] when a key cannot be derived.
    pub fn of(ring: &KeyRing) -> Result<Software, VaultError> {
        let mut keys = BTreeMap::new();
        for master in ring.masters() {
            let derived: Option<Box<dyn Purposes>> = match master.info.suite {
                Suite::Gm => GmKeys::derive(master).map(|keys| Box::new(keys) as _),
                Suite::Intl => IntlKeys::derive(master).map(|keys| Box::new(keys) as _),
            };
            let derived = derived.ok_or_else(|| VaultError::Provider {
                key: master.info.id,
                reason: "purpose keys cannot be derived".to_owned(),
            })?;
            keys.insert(master.info.id, (master.info.suite, derived));
        }
        Ok(Software { keys })
    }

    fn key(&self, key: KeyId) -> Result<&dyn Purposes, Refusal> {
        self.keys.get(&key).map(|(_, keys)| keys.as_ref()).ok_or(Refusal::NoSuchKey)
    }
}

impl fmt::Debug for Software {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.keys.iter().map(|(id, (suite, _))| (id.to_string(), suite));
        f.write_str("Software ")?;
        f.debug_map().entries(names).finish()
    }
}

impl CryptoProvider for Software {
    fn suite(&self, key: KeyId) -> Option<Suite> {
        self.keys.get(&key).map(|(suite, _)| *suite)
    }

    fn seal(
        &self,
        key: KeyId,
        nonce: &[u8; NONCE_BYTES],
        associated: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, Refusal> {
        self.key(key)?
            .seal(nonce, associated, plain)
            .ok_or_else(|| Refusal::Failed(format!("{} bytes are too many", plain.len())))
    }

    fn open(
        &self,
        key: KeyId,
        nonce: &[u8; NONCE_BYTES],
        associated: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        self.key(key)?.open(nonce, associated, sealed).ok_or(Refusal::DoesNotFit)
    }

    fn mac(
        &self,
        key: KeyId,
        purpose: MacPurpose,
        parts: &[&[u8]],
    ) -> Result<[u8; MAC_BYTES], Refusal> {
        Ok(self.key(key)?.mac(purpose, parts))
    }
}

/// The purpose keys of one master key, whatever its suite.
trait Purposes: Send + Sync {
    fn seal(&self, nonce: &[u8; NONCE_BYTES], associated: &[u8], plain: &[u8]) -> Option<Vec<u8>>;
    fn open(
        &self,
        nonce: &[u8; NONCE_BYTES],
        associated: &[u8],
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>>;
    fn mac(&self, purpose: MacPurpose, parts: &[&[u8]]) -> [u8; MAC_BYTES];
}

/// Cipher and MAC states with their keys taken in; all of them zeroize on drop.
struct PurposeKeys<C, M> {
    cipher: C,
    blind: M,
    chain: M,
}

impl<C: KeyInit, M: HmacImpl> PurposeKeys<C, M> {
    fn derive(master: &Master) -> Option<PurposeKeys<C, M>> {
        let hkdf = GenericHkdf::<M>::new(Some(SALT), master.secret.as_slice());
        let mut sealing = Zeroizing::new(vec![0; C::key_size()]);
        let mut blinding = Zeroizing::new([0; MAC_BYTES]);
        let mut chaining = Zeroizing::new([0; MAC_BYTES]);
        let id = master.info.id.0.to_be_bytes();
        let suite = master.info.suite.name().as_bytes();
        let kind = master.info.kind.name().as_bytes();
        for (purpose, out) in [
            (&b"seal"[..], sealing.as_mut_slice()),
            (&b"blind"[..], blinding.as_mut_slice()),
            (&b"chain"[..], chaining.as_mut_slice()),
        ] {
            // None of the words holds a zero byte, so the zero bytes part them unambiguously.
            let label = [purpose, b"\0", suite, b"\0", kind, b"\0", &id];
            hkdf.expand_multi_info(&label, out).ok()?;
        }
        PurposeKeys::of(&sealing, blinding.as_slice(), chaining.as_slice())
    }

    fn of(sealing: &[u8], blinding: &[u8], chaining: &[u8]) -> Option<PurposeKeys<C, M>> {
        Some(PurposeKeys {
            cipher: C::new_from_slice(sealing).ok()?,
            blind: M::new_from_slice(blinding),
            chain: M::new_from_slice(chaining),
        })
    }
}

impl<C, M> Purposes for PurposeKeys<C, M>
where
    C: AeadInOut<NonceSize = U12, TagSize = U16> + Send + Sync,
    M: HmacImpl + Send + Sync,
{
    fn seal(&self, nonce: &[u8; NONCE_BYTES], associated: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        let mut buffer = Vec::with_capacity(plain.len() + TAG_BYTES);
        buffer.extend_from_slice(plain);
        self.cipher.encrypt_in_place(nonce.into(), associated, &mut buffer).ok()?;
        Some(buffer)
    }

    fn open(
        &self,
        nonce: &[u8; NONCE_BYTES],
        associated: &[u8],
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let mut buffer = Zeroizing::new(sealed.to_vec());
        self.cipher.decrypt_in_place(nonce.into(), associated, &mut *buffer).ok()?;
        Some(buffer)
    }

    fn mac(&self, purpose: MacPurpose, parts: &[&[u8]]) -> [u8; MAC_BYTES] {
        let mut state = match purpose {
            MacPurpose::Blind => self.blind.clone(),
            MacPurpose::Chain => self.chain.clone(),
        };
        for part in parts {
            state.update(part);
        }
        let output = state.finalize();
        let mut mac = [0; MAC_BYTES];
        // SM3 and SHA-256 both give 32 bytes.
        for (to, from) in mac.iter_mut().zip(output.iter()) {
            *to = *from;
        }
        mac
    }
}

#[cfg(test)]
mod vectors;
