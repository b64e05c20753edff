//! Everything that is asked of the register, beside what the onlooker has noted.

use std::collections::BTreeSet;

use xibao_app::{RosterCursor, RosterOrder};
use xibao_domain::{OrganisationId, PersonId};

use super::draw::Draw;
use super::play::Play;

/// Names looked for.
const SEARCHES: u64 = 6;

impl Play {
    pub(crate) async fn audit(&mut self) {
        let verification = self.register.verify(&mut |_| {}).await.unwrap();
        assert!(verification.is_clean(), "{verification:#?}");
        self.audit_tree().await;
        self.audit_rosters().await;
        self.audit_transfers().await;
        self.audit_searches().await;
    }

    /// Subtrees by interval are those by parent; counts are those of a count on the fingers.
    async fn audit_tree(&self) {
        let mut roots = BTreeSet::new();
        for row in self.register.roots().await.unwrap() {
            roots.insert(row.organisation.id);
        }
        let orgs = &self.world.orgs;
        let noted: BTreeSet<_> =
            orgs.iter().filter(|(_, org)| org.parent.is_none()).map(|(id, _)| *id).collect();
        assert_eq!(roots, noted);
        for id in orgs.keys() {
            let rows = self.register.subtree(*id).await.unwrap();
            let ids: Vec<_> = rows.iter().map(|row| row.organisation.id).collect();
            let once: BTreeSet<_> = ids.iter().copied().collect();
            assert_eq!((once.len(), ids[0]), (ids.len(), *id));
            let down = self.world.down(*id);
            assert_eq!(once, down, "the subtree of {id}");
            let view = self.register.organisation_view(*id, self.register.today()).await.unwrap();
            let held = i64::try_from(self.world.held(*id).len()).unwrap();
            assert_eq!(view.row.held, held, "held by {id}");
            let within: usize = down.iter().map(|one| self.world.held(*one).len()).sum();
            assert_eq!(view.held_within, i64::try_from(within).unwrap(), "held within {id}");
            let mut above: Vec<_> = view.above.iter().map(|one| one.id).collect();
            above.reverse();
            assert_eq!(above, self.world.up(*id)[1..]);
        }
    }

    /// Everybody is in exactly one branch, and on its roster once.
    async fn audit_rosters(&mut self) {
        let mut seen: BTreeSet<PersonId> = BTreeSet::new();
        let mut sum = 0;
        for id in self.world.orgs.keys() {
            let branch = self.world.orgs[id].kind.holds_members();
            let order = match self.chance.below(2) {
                0 if branch => RosterOrder::Pinyin,
                _ => RosterOrder::Strokes,
            };
            let limit = i64::try_from(self.chance.below(7) + 1).unwrap();
            let roster = self.roster(*id, order, limit).await;
            let once: BTreeSet<_> = roster.iter().copied().collect();
            assert_eq!(once.len(), roster.len(), "somebody is twice on the roster of {id}");
            let down = self.world.down(*id);
            let noted: BTreeSet<_> = down.iter().flat_map(|one| self.world.held(*one)).collect();
            assert_eq!(once, noted, "the roster of {id}");
            if branch {
                sum += once.len();
                seen.extend(once);
            }
        }
        let total = self.world.people.values().filter(|human| human.counts()).count();
        assert_eq!((seen.len(), sum), (total, total), "everybody is in exactly one branch");
    }

    async fn roster(&self, id: OrganisationId, order: RosterOrder, limit: i64) -> Vec<PersonId> {
        let mut people = Vec::new();
        let mut after: Option<RosterCursor> = None;
        loop {
            let page = self.register.roster(id, order, after.as_ref(), limit).await.unwrap();
            people.extend(page.people.iter().map(|row| row.person.id));
            after = page.next;
            if after.is_none() {
                return people;
            }
        }
    }

    async fn audit_transfers(&self) {
        for id in self.world.orgs.keys() {
            let (coming, going) = self.register.transfers(*id).await.unwrap();
            let coming: BTreeSet<_> = coming.iter().map(|row| row.person.id).collect();
            let going: BTreeSet<_> = going.iter().map(|row| row.person.id).collect();
            let mut noted = (BTreeSet::new(), BTreeSet::new());
            for (person, human) in &self.world.people {
                let Some(to) = human.goes_to() else { continue };
                if to == *id {
                    noted.0.insert(*person);
                }
                if human.at == *id {
                    noted.1.insert(*person);
                }
            }
            assert_eq!((coming, going), noted, "transfers of {id}");
        }
    }

    /// A name is found wherever it is looked for.
    async fn audit_searches(&mut self) {
        for nth in 0..SEARCHES {
            let step = self.chance.next() % 1_000_000;
            let chance = crate::chance::Chance::of(step ^ nth);
            let mut draw = Draw { world: &self.world, chance, step };
            let (text, place) = (draw.name(), draw.org());
            let within = self.world.orgs.contains_key(&place).then_some(place);
            for within in [None, within] {
                let found = self.register.search(&text, within, 200).await.unwrap();
                let ids: BTreeSet<_> = found.people.iter().map(|row| row.person.id).collect();
                assert_eq!(ids.len(), found.people.len());
                let down = within.map(|id| self.world.down(id));
                let noted: BTreeSet<_> = self
                    .world
                    .people
                    .iter()
                    .filter(|(_, human)| human.counts() && human.name.contains(&text))
                    .filter(|(_, human)| down.as_ref().is_none_or(|down| down.contains(&human.at)))
                    .map(|(id, _)| *id)
                    .collect();
                if found.more {
                    assert!(ids.is_subset(&noted), "{text} within {within:?}");
                } else {
                    assert_eq!(ids, noted, "{text} within {within:?}");
                }
            }
        }
    }
}
