//! A register for a test: a database of its own, fixed keys, a clock that only tests move.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use tempfile::TempDir;
use xibao_app::{Circumstance, Founding, NewPerson, Purpose, Register};
use xibao_domain::{
    Field, Instant, Membership, OrganisationId, OrganisationKind, PersonId, Region, Stage, Steps,
};
use xibao_rulebook::{Dated, bundled};
use xibao_store::{Place, Store};
use xibao_vault::{KeyRing, NoRandom, Suite};

use crate::ground::Ground;

/// A clock that goes on by a millisecond at every look, and chance from a counter.
pub(crate) struct Fixed {
    millis: AtomicI64,
    counter: AtomicU64,
}

impl Default for Fixed {
    fn default() -> Fixed {
        // 2026-11-24 10:00 in the zone of the register.
        Fixed { millis: AtomicI64::new(1_795_485_600_000), counter: AtomicU64::new(1) }
    }
}

impl Fixed {
    /// A day later, with other chances.
    pub(crate) fn later() -> Fixed {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let nth = NEXT.fetch_add(1, Ordering::Relaxed);
        let Fixed { millis, .. } = Fixed::default();
        millis.fetch_add(86_400_000, Ordering::Relaxed);
        Fixed { millis, counter: AtomicU64::new(nth << 40) }
    }
}

impl Circumstance for Fixed {
    fn now(&self) -> Instant {
        Instant(self.millis.fetch_add(1, Ordering::Relaxed))
    }

    fn random(&self, bytes: &mut [u8]) -> Result<(), NoRandom> {
        for chunk in bytes.chunks_mut(8) {
            let next = self.counter.fetch_add(1, Ordering::Relaxed);
            let next = next.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17).to_be_bytes();
            chunk.copy_from_slice(&next[..chunk.len()]);
        }
        Ok(())
    }
}

pub(crate) struct Bench {
    pub(crate) register: Register,
    pub(crate) ring: KeyRing,
    pub(crate) folder: TempDir,
    pub(crate) ground: Ground,
}

pub(crate) fn ring(suite: Suite) -> KeyRing {
    let fixed = Fixed::default();
    KeyRing::generate(suite, "2026-11-24", &mut |bytes: &mut [u8]| fixed.random(bytes)).unwrap()
}

/// A new register of a ground of its own.
pub(crate) async fn bench(ground: Ground) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&ground.place()).await.unwrap();
    let ring = ring(Suite::Gm);
    let book = bundled::cpc().unwrap();
    let register = Register::of(store, &ring, book, Arc::new(Fixed::default())).unwrap();
    Bench { register, ring, folder, ground }
}

pub(crate) fn day(text: &str) -> Dated {
    Dated::parse_stored(text).unwrap()
}

pub(crate) fn purpose(what: &str) -> Purpose {
    Purpose::of("测试员", what)
}

impl Bench {
    /// A place of the same engine at which nothing is.
    pub(crate) async fn another(&self) -> Place {
        self.ground.another().await
    }

    /// The register at a place, with the keys of this one and a clock that goes on a day later.
    pub(crate) async fn opened(&self, place: &Place) -> Register {
        let store = Store::open(place).await.unwrap();
        let later = Arc::new(Fixed::later());
        Register::of(store, &self.ring, bundled::cpc().unwrap(), later).unwrap()
    }

    pub(crate) async fn found(
        &self,
        name: &str,
        kind: OrganisationKind,
        parent: Option<OrganisationId>,
    ) -> OrganisationId {
        let founding = founding(name, kind, parent);
        self.register.found(purpose("founded"), founding, day("2020-07-01")).await.unwrap()
    }

    pub(crate) async fn member(&self, name: &str, branch: OrganisationId) -> PersonId {
        self.register
            .register_person(purpose("registered"), new_member(name, branch), day("2026-11-24"))
            .await
            .unwrap()
    }

    pub(crate) async fn clean(&self) {
        let verification = self.register.verify(&mut |_| {}).await.unwrap();
        assert!(verification.is_clean(), "{verification:#?}");
    }
}

pub(crate) fn founding(
    name: &str,
    kind: OrganisationKind,
    parent: Option<OrganisationId>,
) -> Founding {
    Founding {
        name: name.to_owned(),
        kind,
        parent,
        region: Region::new(99),
        split_from: None,
        card: BTreeMap::new(),
    }
}

pub(crate) fn new_member(name: &str, branch: OrganisationId) -> NewPerson {
    NewPerson {
        fields: BTreeMap::from([
            (Field::Name, name.to_owned()),
            (Field::Sex, "1".to_owned()),
            (Field::IdNumber, "990000199001010017".to_owned()),
            (Field::Phone, "10012345678".to_owned()),
            (Field::Born, "1990-01-01".to_owned()),
        ]),
        membership: Membership::at(
            Stage::Full,
            Steps {
                admitted_on: Some(day("2012-06")),
                regularised_on: Some(day("2013-06-20")),
                ..Steps::default()
            },
        )
        .unwrap(),
        held: branch,
        mobile: None,
        lost: None,
    }
}
