//! The register: a database, the keys to its sealed values, the rulebook, clock and chance.

use std::path::Path;
use std::sync::Arc;

use xibao_rulebook::{Day, Rulebook};
use xibao_store::{Place, Store};
use xibao_vault::{KeyRing, KeyUse, Suite, Vault};

use crate::circumstance::{Circumstance, Ids, Real, day_of};
use crate::{AppError, seal};

/// An open register; cheap to clone.
#[derive(Clone)]
pub struct Register {
    pub(crate) store: Store,
    pub(crate) vault: Arc<Vault>,
    pub(crate) book: Arc<Rulebook>,
    pub(crate) circumstance: Arc<dyn Circumstance>,
}

impl std::fmt::Debug for Register {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Register").field("store", &self.store).finish_non_exhaustive()
    }
}

impl Register {
    /// Makes a new register: an empty database and a new key file beside nothing it opens.
    ///
    /// # Errors
    /// [`AppError::Store`] or [`AppError::Vault`] if database or key file exist or cannot be
    /// written. If the database cannot be made, the key file just made is taken away again.
    pub async fn create(
        place: &Place,
        key_file: &Path,
        suite: Suite,
        book: Rulebook,
    ) -> Result<Register, AppError> {
        let circumstance = Real::default();
        let created = day_of(circumstance.now()).to_string();
        let mut random = |bytes: &mut [u8]| circumstance.random(bytes);
        let ring = KeyRing::create_file(key_file, suite, &created, &mut random)?;
        match Store::create(place).await {
            Ok(store) => Register::of(store, &ring, book, Arc::new(circumstance)),
            Err(error) => {
                // Nothing was sealed with it yet.
                let _ = std::fs::remove_file(key_file);
                Err(error.into())
            }
        }
    }

    /// Opens a register.
    ///
    /// # Errors
    /// [`AppError::Store`] or [`AppError::Vault`] if database or key file are not there or not in
    /// order.
    pub async fn open(
        place: &Place,
        key_file: &Path,
        book: Rulebook,
    ) -> Result<Register, AppError> {
        let ring = KeyRing::read(key_file)?;
        let store = Store::open(place).await?;
        let register = Register::of(store, &ring, book, Arc::new(Real::default()))?;
        register.check_key(key_file).await?;
        Ok(register)
    }

    /// Opens a register to look at what can be read without its key file, or with a wrong one:
    /// for [`Register::verify`] and nothing else.
    ///
    /// # Errors
    /// [`AppError::Store`] if the database is not there or not in order.
    pub async fn open_without_key(place: &Place, book: Rulebook) -> Result<Register, AppError> {
        let circumstance = Real::default();
        let created = day_of(circumstance.now()).to_string();
        let mut random = |bytes: &mut [u8]| circumstance.random(bytes);
        let ring = KeyRing::generate(Suite::Intl, &created, &mut random)?;
        let store = Store::open(place).await?;
        Register::of(store, &ring, book, Arc::new(circumstance))
    }

    /// Opens a register whose key file may be the wrong one; see
    /// [`Register::open_without_key`].
    ///
    /// # Errors
    /// [`AppError::Store`] or [`AppError::Vault`].
    pub async fn open_unchecked(
        place: &Place,
        key_file: &Path,
        book: Rulebook,
    ) -> Result<Register, AppError> {
        let ring = KeyRing::read(key_file)?;
        let store = Store::open(place).await?;
        Register::of(store, &ring, book, Arc::new(Real::default()))
    }

    /// Is the key of the last record of every region in the key file? With another key file a
    /// register would go on recording what its own could no longer check.
    async fn check_key(&self, key_file: &Path) -> Result<(), AppError> {
        let mut session = self.store.read().await?;
        for head in session.access().list_heads().await? {
            let known = head.key_id.parse().is_ok_and(|key| self.vault.suite(key).is_some());
            if head.batches > 0 && !known {
                return Err(AppError::WrongKey {
                    path: key_file.display().to_string(),
                    key: head.key_id,
                });
            }
        }
        Ok(())
    }

    /// A register of parts, for tests, benchmarks and generators.
    ///
    /// # Errors
    /// [`AppError::Vault`] if a key cannot be used.
    pub fn of(
        store: Store,
        ring: &KeyRing,
        book: Rulebook,
        circumstance: Arc<dyn Circumstance>,
    ) -> Result<Register, AppError> {
        let vault = Vault::new(ring)?;
        Ok(Register { store, vault: Arc::new(vault), book: Arc::new(book), circumstance })
    }

    /// Adds a data key to the key file and makes it current; values are sealed anew by
    /// [`Register::reseal`].
    ///
    /// # Errors
    /// [`AppError::Vault`].
    pub fn rotate_key(key_file: &Path, suite: Suite) -> Result<String, AppError> {
        let circumstance = Real::default();
        let created = day_of(circumstance.now()).to_string();
        let mut random = |bytes: &mut [u8]| circumstance.random(bytes);
        let (_, id) = KeyRing::rotate_file(key_file, KeyUse::Data, suite, &created, &mut random)?;
        Ok(id.to_string())
    }

    /// The rulebook.
    pub fn book(&self) -> &Rulebook {
        &self.book
    }

    /// The day it is, in the zone of the register.
    pub fn today(&self) -> Day {
        day_of(self.circumstance.now())
    }

    /// Closes the database.
    pub async fn close(&self) {
        self.store.close().await;
    }

    pub(crate) fn ids(&self) -> Ids<'_> {
        Ids::of(self.circumstance.as_ref())
    }

    /// Seals plain fields for a person.
    pub(crate) fn sealer(&self) -> seal::Sealer<'_> {
        seal::Sealer { vault: &self.vault, circumstance: self.circumstance.as_ref() }
    }
}
