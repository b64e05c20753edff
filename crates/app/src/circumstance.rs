//! The clock and chance: here they enter, and nowhere below.

use std::sync::Mutex;

use xibao_domain::{BatchId, FactId, Instant, OrganisationId, PersonId, PreviewId, ids_from};
use xibao_rulebook::Day;
use xibao_vault::{NoRandom, system_random};

use crate::AppError;

/// Milliseconds between the zone of a register's days and UTC: China Standard Time.
const ZONE_MILLIS: i64 = 8 * 3_600_000;

const DAY_MILLIS: i64 = 86_400_000;

/// What time it is and what chance gives; tests and generators bring their own.
pub trait Circumstance: Send + Sync {
    /// Now.
    fn now(&self) -> Instant;
    /// Fills a slice with bytes nobody can foresee.
    ///
    /// # Errors
    /// [`NoRandom`] if the system has none.
    fn random(&self, bytes: &mut [u8]) -> Result<(), NoRandom>;
}

/// The real clock and the system's chance. Random bytes are fetched a block at a time.
#[derive(Debug, Default)]
pub struct Real {
    pool: Mutex<Pool>,
}

#[derive(Debug, Default)]
struct Pool {
    bytes: Vec<u8>,
}

/// Bytes fetched from the system at once.
const POOL_BYTES: usize = 4096;

impl Circumstance for Real {
    #[expect(clippy::disallowed_methods, reason = "this is where the clock enters")]
    fn now(&self) -> Instant {
        Instant(jiff::Timestamp::now().as_millisecond())
    }

    fn random(&self, bytes: &mut [u8]) -> Result<(), NoRandom> {
        let mut pool = self.pool.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if bytes.len() > POOL_BYTES {
            return system_random(bytes);
        }
        if pool.bytes.len() < bytes.len() {
            pool.bytes = vec![0; POOL_BYTES];
            system_random(&mut pool.bytes)?;
        }
        let rest = pool.bytes.len() - bytes.len();
        bytes.copy_from_slice(pool.bytes.get(rest..).unwrap_or_default());
        // What was given out is not kept.
        pool.bytes.truncate(rest);
        Ok(())
    }
}

/// The day of a moment in the zone of the register.
pub fn day_of(instant: Instant) -> Day {
    let days = (instant.0 + ZONE_MILLIS).div_euclid(DAY_MILLIS);
    let epoch = Day::from_ymd(1970, 1, 1).unwrap_or(Day::MIN);
    epoch.add_days(i32::try_from(days).unwrap_or(0))
}

/// New identities.
pub(crate) struct Ids<'c> {
    circumstance: &'c dyn Circumstance,
}

impl<'c> Ids<'c> {
    pub(crate) fn of(circumstance: &'c dyn Circumstance) -> Ids<'c> {
        Ids { circumstance }
    }

    fn bytes(&self) -> Result<[u8; 16], AppError> {
        let mut random = [0; 10];
        self.circumstance
            .random(&mut random)
            .map_err(|NoRandom(reason)| xibao_vault::VaultError::NoRandom { reason })?;
        let millis = u64::try_from(self.circumstance.now().0).unwrap_or(0);
        Ok(ids_from(millis, random))
    }

    pub(crate) fn fact(&self) -> Result<FactId, AppError> {
        self.bytes().map(FactId::from_bytes)
    }

    pub(crate) fn batch(&self) -> Result<BatchId, AppError> {
        self.bytes().map(BatchId::from_bytes)
    }

    pub(crate) fn person(&self) -> Result<PersonId, AppError> {
        self.bytes().map(PersonId::from_bytes)
    }

    pub(crate) fn organisation(&self) -> Result<OrganisationId, AppError> {
        self.bytes().map(OrganisationId::from_bytes)
    }

    pub(crate) fn preview(&self) -> Result<PreviewId, AppError> {
        self.bytes().map(PreviewId::from_bytes)
    }
}
