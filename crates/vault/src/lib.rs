//! Sensitive values at rest: sealing, blind index, keyed hash chains, keys and their rotation.
//!
//! A [`Vault`] seals an ID number, a phone number or an address for its [`Place`], so that the
//! database holds only [`Sealed`] texts; gives a blind value to look it up by; and chains facts, so
//! that a change, removal or insertion shows. Its keys are in a [`KeyRing`], kept in a file outside
//! the database, and it computes through a [`CryptoProvider`].
//!
//! ```
//! use xibao_vault::{KeyRing, KeyUse, Place, Suite, Vault, system_random};
//! let folder = tempfile::tempdir()?;
//! let file = folder.path().join("xibao.keys");
//! let ring = KeyRing::create_file(&file, Suite::Gm, "2026-11-24", &mut system_random)?;
//!
//! let place = Place::new("person.phone", [7; 16]);
//! let sealed = Vault::new(&ring)?.seal(place, "13800138000", &mut system_random)?;
//!
//! let (ring, _) =
//!     KeyRing::rotate_file(&file, KeyUse::Data, Suite::Gm, "2027-11-24", &mut system_random)?;
//! let vault = Vault::new(&ring)?;
//! assert_eq!(vault.open(place, &sealed)?.expose(), "13800138000");
//! let anew = vault.reseal_if_old(place, &sealed, &mut system_random)?;
//! assert_eq!(anew.map(|one| one.key()), Some(ring.current()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Keys
//!
//! A master key is 32 random bytes with a use. From each, HKDF (RFC 5869, with the hash of its
//! suite) derives a key for sealing, one for the blind index and one for the chain; the label holds
//! purpose, suite, use and key id, so none gives another away. A `data` key seals and chains; an
//! `index` key blinds, and is apart so that data keys rotate without touching the index. Each key
//! has its own suite, so a rotation may also change from one suite to the other.
//!
//! # What this does not do
//!
//! - The keys are in a file and in the memory of the process. Who reads either reads everything.
//!   Memory is wiped when keys and opened values are dropped, as far as Rust allows: copies that
//!   the compiler makes on the stack, swap and core dumps are beyond this crate.
//! - SM4 here looks up tables: its timing depends on key and data, which matters where an attacker
//!   shares the processor. AES and GHASH take the same time for all data, as their crate states.
//! - No part is a certified cryptographic product (GM/T 0028, GB/T 37092, FIPS 140). Where one is
//!   required, a certified machine takes the place of [`Software`] behind [`CryptoProvider`].
//! - A sealed value shows its length. A blind value shows which rows are equal.
//! - A value put back as it was earlier at the same place opens. Only a chain over facts that hold
//!   the sealed text shows it.
//! - Nonces are random and 96 bits long. A key seals at most [`SEAL_LIMIT`] values; the vault
//!   counts within the process, and [`Vault::counting_from`] takes over a count from outside.
//! - A copy of the key file is the operator's duty. Without it sealed values are lost.

mod chain;
mod chance;
mod error;
mod keyfile;
mod keys;
mod keytext;
mod provider;
mod sealed;
mod secret;
mod software;
mod suite;
mod vault;

pub use chain::{ChainWalk, Link, Mac};
pub use chance::{NoRandom, Random, system_random};
pub use error::{FileAct, MAX_KEY_FILE_BYTES, MAX_KEYS, VaultError};
pub use keys::{KeyInfo, KeyRing, MASTER_BYTES};
pub use provider::{CryptoProvider, MAC_BYTES, MacPurpose, NONCE_BYTES, Refusal, TAG_BYTES};
pub use sealed::{MAX_PLAIN_BYTES, Malformed, Place, Sealed};
pub use secret::Secret;
pub use software::Software;
pub use suite::{KeyId, KeyUse, NotAKeyId, NotASuite, Suite};
pub use vault::{BLIND_BYTES, SEAL_LIMIT, Vault};
