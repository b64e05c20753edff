//! What an onlooker with paper and pencil would know: who is in which branch, which organisation
//! stands under which. Written from the rules, without the code that it checks.

use std::collections::{BTreeMap, BTreeSet};

use xibao_domain::{BatchId, OrganisationId, OrganisationKind, PersonId, PostTitle, Stage};

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Org {
    pub(crate) name: String,
    pub(crate) kind: OrganisationKind,
    pub(crate) parent: Option<OrganisationId>,
    pub(crate) gone: bool,
    pub(crate) posts: BTreeSet<(PostTitle, PersonId)>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Human {
    pub(crate) name: String,
    pub(crate) at: OrganisationId,
    pub(crate) stage: Stage,
    pub(crate) died: bool,
    pub(crate) joined_to: Option<PersonId>,
    pub(crate) letter: Option<Paper>,
    pub(crate) away: bool,
    pub(crate) lost: bool,
    pub(crate) guest: Vec<OrganisationId>,
}

/// A letter of transfer under way.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Paper {
    pub(crate) to: OrganisationId,
    pub(crate) person: bool,
    pub(crate) dossier: bool,
    pub(crate) dues: bool,
}

impl Human {
    /// The branch that waits for this one, letter in hand.
    pub(crate) fn goes_to(&self) -> Option<OrganisationId> {
        self.letter.as_ref().filter(|paper| !paper.person).map(|paper| paper.to)
    }

    pub(crate) fn counts(&self) -> bool {
        self.joined_to.is_none() && self.stage != Stage::Left
    }

    pub(crate) fn stays_home(&mut self) {
        self.away = false;
        self.lost = false;
        self.guest.clear();
    }
}

/// What a batch found when it came.
#[derive(Debug, Clone)]
pub(crate) struct Noted {
    pub(crate) id: BatchId,
    pub(crate) orgs: BTreeMap<OrganisationId, Option<Org>>,
    pub(crate) people: BTreeMap<PersonId, Option<Human>>,
    pub(crate) undone: bool,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    pub(crate) orgs: BTreeMap<OrganisationId, Org>,
    pub(crate) people: BTreeMap<PersonId, Human>,
    pub(crate) batches: Vec<Noted>,
    journal_orgs: BTreeMap<OrganisationId, Option<Org>>,
    journal_people: BTreeMap<PersonId, Option<Human>>,
}

impl World {
    pub(crate) fn org(&mut self, id: OrganisationId) -> &mut Org {
        let now = self.orgs.get(&id).cloned();
        self.journal_orgs.entry(id).or_insert(now);
        self.orgs.get_mut(&id).unwrap()
    }

    pub(crate) fn human(&mut self, id: PersonId) -> &mut Human {
        let now = self.people.get(&id).cloned();
        self.journal_people.entry(id).or_insert(now);
        self.people.get_mut(&id).unwrap()
    }

    pub(crate) fn new_org(&mut self, id: OrganisationId, org: Org) {
        self.journal_orgs.insert(id, None);
        assert!(self.orgs.insert(id, org).is_none(), "an id was given twice");
    }

    pub(crate) fn new_human(&mut self, id: PersonId, human: Human) {
        self.journal_people.insert(id, None);
        assert!(self.people.insert(id, human).is_none(), "an id was given twice");
    }

    /// Ends what was noted since the last batch.
    pub(crate) fn close(&mut self, id: BatchId) {
        let orgs = std::mem::take(&mut self.journal_orgs);
        let people = std::mem::take(&mut self.journal_people);
        self.batches.push(Noted { id, orgs, people, undone: false });
    }

    pub(crate) fn is_open(&self, id: OrganisationId) -> bool {
        self.orgs.get(&id).is_some_and(|org| !org.gone)
    }

    /// Can people be held here?
    pub(crate) fn is_branch(&self, id: OrganisationId) -> bool {
        use OrganisationKind::{Branch, JointBranch};
        self.is_open(id) && matches!(self.orgs[&id].kind, Branch | JointBranch)
    }

    /// Can people be active here?
    pub(crate) fn is_meeting(&self, id: OrganisationId) -> bool {
        use OrganisationKind::{Committee, GeneralBranch};
        self.is_open(id) && !matches!(self.orgs[&id].kind, Committee | GeneralBranch)
    }

    pub(crate) fn held(&self, id: OrganisationId) -> BTreeSet<PersonId> {
        let here = self.people.iter().filter(|(_, human)| human.at == id && human.counts());
        here.map(|(person, _)| *person).collect()
    }

    pub(crate) fn below(&self, id: OrganisationId) -> Vec<OrganisationId> {
        let below = self.orgs.iter().filter(|(_, org)| org.parent == Some(id));
        below.map(|(child, _)| *child).collect()
    }

    /// It and everything above.
    pub(crate) fn up(&self, id: OrganisationId) -> Vec<OrganisationId> {
        let mut up = vec![id];
        while let Some(parent) = self.orgs.get(up.last().unwrap()).and_then(|org| org.parent) {
            if up.contains(&parent) {
                // A circle: everything is above everything.
                return self.orgs.keys().copied().collect();
            }
            up.push(parent);
        }
        up
    }

    /// It and everything below.
    pub(crate) fn down(&self, id: OrganisationId) -> BTreeSet<OrganisationId> {
        let mut down = BTreeSet::new();
        let mut open = vec![id];
        while let Some(one) = open.pop() {
            if down.insert(one) {
                open.extend(self.below(one));
            }
        }
        down
    }

    /// Does somebody held elsewhere take part here, or is somebody on the way here?
    pub(crate) fn is_awaited(&self, id: OrganisationId) -> bool {
        self.people.values().any(|human| human.guest.contains(&id) || human.goes_to() == Some(id))
    }

    pub(crate) fn may_stand(&self, kind: OrganisationKind, under: Option<OrganisationId>) -> bool {
        use OrganisationKind::{
            Branch, Committee, GeneralBranch, Group, JointBranch, TemporaryBranch,
        };
        let Some(under) = under else { return kind == Committee };
        if !self.is_open(under) {
            return false;
        }
        let above = self.orgs[&under].kind;
        match kind {
            Committee | GeneralBranch => above == Committee,
            Branch | JointBranch | TemporaryBranch => matches!(above, Committee | GeneralBranch),
            Group => matches!(above, Branch | JointBranch | TemporaryBranch),
        }
    }

    pub(crate) fn may_move(&self, id: OrganisationId, to: OrganisationId) -> bool {
        self.is_open(id)
            && self.is_open(to)
            && self.orgs[&id].parent != Some(to)
            && !self.up(to).contains(&id)
            && self.may_stand(self.orgs[&id].kind, Some(to))
    }

    pub(crate) fn is_empty(&self, id: OrganisationId) -> bool {
        self.held(id).is_empty()
            && !self.is_awaited(id)
            && self.below(id).iter().all(|child| self.orgs[child].gone)
    }

    /// Would everything be in its place if this batch had not been?
    pub(crate) fn may_undo(&self, nth: usize) -> bool {
        let batch = &self.batches[nth];
        let later = &self.batches[nth + 1..];
        let touched_since = later.iter().filter(|other| !other.undone).any(|other| {
            batch.orgs.keys().any(|id| other.orgs.contains_key(id))
                || batch.people.keys().any(|id| other.people.contains_key(id))
        });
        if batch.undone || touched_since {
            return false;
        }
        let mut without = self.clone();
        without.put_back(nth);
        batch.orgs.keys().all(|id| without.stands(*id))
            && batch.people.keys().all(|id| without.is_placed(*id))
    }

    fn stands(&self, id: OrganisationId) -> bool {
        let Some(org) = self.orgs.get(&id) else {
            let nobody = self.people.values().all(|human| human.at != id);
            return nobody && self.below(id).is_empty() && !self.is_awaited(id);
        };
        let circle = org.parent.is_some_and(|parent| self.up(parent).contains(&id));
        !circle && (org.gone || org.parent.is_none_or(|parent| self.is_open(parent)))
    }

    fn is_placed(&self, id: PersonId) -> bool {
        let Some(human) = self.people.get(&id) else { return true };
        let waits = human.goes_to().is_none_or(|to| self.is_branch(to));
        let held = self.is_branch(human.at) || !human.counts() && self.orgs.contains_key(&human.at);
        held && waits && human.guest.iter().all(|place| self.is_meeting(*place))
    }

    pub(crate) fn put_back(&mut self, nth: usize) {
        let Noted { orgs, people, .. } = self.batches[nth].clone();
        for (id, org) in orgs {
            match org {
                Some(org) => self.orgs.insert(id, org),
                None => self.orgs.remove(&id),
            };
        }
        for (id, human) in people {
            match human {
                Some(human) => self.people.insert(id, human),
                None => self.people.remove(&id),
            };
        }
        self.batches[nth].undone = true;
    }
}
