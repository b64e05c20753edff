//! Organisations: their kinds, their facts, and what may happen to them.

mod card;
mod decide;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xibao_rulebook::{Dated, Text};

pub use card::CardField;
pub use decide::Surroundings;

use crate::machine::{Arrow, Machine};
use crate::membership::words;
use crate::{
    Event, Fact, Holder, OrganisationId, PersonId, Post, PostTitle, Refusal, Region, Term,
    effective,
};

words! {
    /// A kind of organisation (党章 §30 ff., 支部条例 §4–§6).
    OrganisationKind {
        Committee "committee" "党委" "committee";
        GeneralBranch "general-branch" "党总支" "general branch";
        Branch "branch" "党支部" "branch";
        JointBranch "joint-branch" "联合党支部" "joint branch";
        TemporaryBranch "temporary-branch" "临时党支部" "temporary branch";
        Group "group" "党小组" "group";
    }
}

impl OrganisationKind {
    /// Can members' relations be held here? They are held in branches; a group is a place to be
    /// active, a temporary branch holds no relation (支部条例 §8).
    pub const fn holds_members(self) -> bool {
        matches!(self, OrganisationKind::Branch | OrganisationKind::JointBranch)
    }

    /// Can members be active here?
    pub const fn has_members(self) -> bool {
        matches!(
            self,
            OrganisationKind::Branch
                | OrganisationKind::JointBranch
                | OrganisationKind::TemporaryBranch
                | OrganisationKind::Group
        )
    }

    /// May an organisation of this kind stand directly under one of that kind (`None`: at the
    /// top)?
    pub const fn may_stand_under(self, parent: Option<OrganisationKind>) -> bool {
        use OrganisationKind::{
            Branch, Committee, GeneralBranch, Group, JointBranch, TemporaryBranch,
        };
        match self {
            Committee => matches!(parent, None | Some(Committee)),
            GeneralBranch => matches!(parent, Some(Committee)),
            Branch | JointBranch | TemporaryBranch => {
                matches!(parent, Some(Committee | GeneralBranch))
            }
            Group => matches!(parent, Some(Branch | JointBranch | TemporaryBranch)),
        }
    }
}

/// What an organisation's card says, by field.
pub type Card = BTreeMap<CardField, String>;

/// Why an organisation is no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dissolution {
    /// The day.
    pub on: Dated,
    /// The organisation that took over its people and its tasks, if it was merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<OrganisationId>,
}

/// Something that happens to an organisation. Before it is decided it is a proposal, afterwards
/// the content of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum OrganisationEvent {
    /// Founded, or entered in the register.
    OrganisationFounded {
        /// Its full name.
        name: String,
        /// What it is.
        organisation: OrganisationKind,
        /// The organisation directly above.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<OrganisationId>,
        /// Its region.
        region: Region,
        /// The organisation it was split from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        split_from: Option<OrganisationId>,
        /// Its card.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        card: Card,
    },
    /// Has another name.
    OrganisationRenamed {
        /// The new name.
        name: String,
    },
    /// Its card changed; `None` empties a field.
    OrganisationCardChanged {
        /// The fields that changed.
        changes: BTreeMap<CardField, Option<String>>,
    },
    /// Moved whole, with everything below: a line of its own in the yearly return.
    OrganisationMoved {
        /// From under this one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<OrganisationId>,
        /// To under this one.
        to: OrganisationId,
        /// The letter or decision it rests on.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        basis: String,
    },
    /// Dissolved, or merged into another.
    OrganisationDissolved {
        /// The one it was merged into.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        into: Option<OrganisationId>,
    },
    /// The committee (or the secretary) was elected for a term.
    OrganisationElected {
        /// Full years of office.
        years: i32,
        /// The day the term ends.
        ends_on: Dated,
        /// Everybody who was elected; who held a post before and is not among them holds it no
        /// longer.
        posts: Vec<Post>,
    },
    /// A post was taken between elections.
    OrganisationPostTaken {
        /// Which, by whom.
        post: Post,
    },
    /// A post was given up.
    OrganisationPostLeft {
        /// Which, by whom.
        post: Post,
    },
}

impl OrganisationEvent {
    /// Its stable id, without the word that all of them begin with.
    pub const fn id(&self) -> &'static str {
        match self {
            OrganisationEvent::OrganisationFounded { .. } => "founded",
            OrganisationEvent::OrganisationRenamed { .. } => "renamed",
            OrganisationEvent::OrganisationCardChanged { .. } => "card-changed",
            OrganisationEvent::OrganisationMoved { .. } => "moved",
            OrganisationEvent::OrganisationDissolved { .. } => "dissolved",
            OrganisationEvent::OrganisationElected { .. } => "elected",
            OrganisationEvent::OrganisationPostTaken { .. } => "post-taken",
            OrganisationEvent::OrganisationPostLeft { .. } => "post-left",
        }
    }

    /// One of each, for drawing the machine.
    pub fn samples() -> Vec<OrganisationEvent> {
        let person = PersonId::from_bytes([0; 16]);
        let post = Post { title: PostTitle::Secretary, person };
        vec![
            OrganisationEvent::OrganisationFounded {
                name: String::new(),
                organisation: OrganisationKind::Committee,
                parent: None,
                region: Region::CENTRAL,
                split_from: None,
                card: Card::new(),
            },
            OrganisationEvent::OrganisationRenamed { name: String::new() },
            OrganisationEvent::OrganisationCardChanged { changes: BTreeMap::new() },
            OrganisationEvent::OrganisationMoved {
                from: None,
                to: OrganisationId::from_bytes([1; 16]),
                basis: String::new(),
            },
            OrganisationEvent::OrganisationElected {
                years: 3,
                ends_on: Dated::UNKNOWN,
                posts: Vec::new(),
            },
            OrganisationEvent::OrganisationPostTaken { post: post.clone() },
            OrganisationEvent::OrganisationPostLeft { post },
            OrganisationEvent::OrganisationDissolved { into: None },
        ]
    }
}

/// An organisation as its facts make it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Its identity.
    pub id: OrganisationId,
    /// Its full name.
    pub name: String,
    /// Names it had before, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_names: Vec<String>,
    /// What it is.
    pub kind: OrganisationKind,
    /// The organisation directly above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<OrganisationId>,
    /// Its region.
    pub region: Region,
    /// The day it was founded.
    pub founded_on: Dated,
    /// Its card.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub card: Card,
    /// Who holds its posts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub posts: Vec<Holder>,
    /// The committee's term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Term>,
    /// When and why it is no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dissolved: Option<Dissolution>,
}

impl Organisation {
    /// What the facts of one organisation come to; `None` if none of them counts.
    ///
    /// # Errors
    /// [`Refusal`] if the facts that count contradict each other, which a withdrawal can bring
    /// about.
    pub fn of_facts(facts: &[Fact]) -> Result<Option<Organisation>, Refusal> {
        let mut state = None;
        for fact in effective(facts) {
            let (Event::Organisation(event), crate::Case::Organisation(id)) =
                (&fact.event, fact.case)
            else {
                return Err(foreign(fact));
            };
            state = Some(Organisation::after(state, id, event, fact.happened_on)?);
        }
        Ok(state)
    }

    /// The organisation after one more event.
    ///
    /// # Errors
    /// [`Refusal`] if it is founded twice, or anything happens before it is founded or after it is
    /// dissolved.
    pub fn after(
        before: Option<Organisation>,
        id: OrganisationId,
        event: &OrganisationEvent,
        on: Dated,
    ) -> Result<Organisation, Refusal> {
        match (before, event) {
            (
                None,
                OrganisationEvent::OrganisationFounded {
                    name,
                    organisation,
                    parent,
                    region,
                    split_from: _,
                    card,
                },
            ) => Ok(Organisation {
                id,
                name: name.clone(),
                former_names: Vec::new(),
                kind: *organisation,
                parent: *parent,
                region: *region,
                founded_on: on,
                card: card.clone(),
                posts: Vec::new(),
                term: None,
                dissolved: None,
            }),
            (Some(organisation), event) if organisation.dissolved.is_none() => {
                organisation.changed(event, on)
            }
            (Some(_), _) => Err(dissolved_refusal()),
            (None, _) => Err(Refusal::new(
                "not-founded",
                "这个组织还没有成立的记录",
                "there is no record that this organisation was founded",
            )),
        }
    }

    fn changed(mut self, event: &OrganisationEvent, on: Dated) -> Result<Organisation, Refusal> {
        match event {
            OrganisationEvent::OrganisationFounded { .. } => {
                return Err(Refusal::new(
                    "founded-twice",
                    "这个组织已经成立",
                    "this organisation is founded already",
                ));
            }
            OrganisationEvent::OrganisationRenamed { name } => {
                let former = std::mem::replace(&mut self.name, name.clone());
                self.former_names.push(former);
            }
            OrganisationEvent::OrganisationCardChanged { changes } => {
                for (field, value) in changes {
                    match value {
                        Some(value) => self.card.insert(*field, value.clone()),
                        None => self.card.remove(field),
                    };
                }
            }
            OrganisationEvent::OrganisationMoved { to, .. } => self.parent = Some(*to),
            OrganisationEvent::OrganisationDissolved { into } => {
                self.dissolved = Some(Dissolution { on, into: *into });
                self.posts.clear();
            }
            OrganisationEvent::OrganisationElected { years, ends_on, posts } => {
                self.term = Some(Term { elected_on: on, years: *years, ends_on: *ends_on });
                self.posts = posts
                    .iter()
                    .map(|post| self.holder(post).cloned().unwrap_or_else(|| holder(post, on)))
                    .collect();
            }
            OrganisationEvent::OrganisationPostTaken { post } => self.posts.push(holder(post, on)),
            OrganisationEvent::OrganisationPostLeft { post } => {
                self.posts.retain(|holder| !holds(holder, post));
            }
        }
        Ok(self)
    }

    fn holder(&self, post: &Post) -> Option<&Holder> {
        self.posts.iter().find(|holder| holds(holder, post))
    }

    /// Who holds a post.
    pub fn holders(&self, title: PostTitle) -> impl Iterator<Item = PersonId> + '_ {
        self.posts.iter().filter(move |holder| holder.title == title).map(|holder| holder.person)
    }

    /// Is it there?
    pub const fn is_active(&self) -> bool {
        self.dissolved.is_none()
    }

    /// Where it stands: `active` or `dissolved`.
    const fn standing(&self) -> &'static str {
        if self.is_active() { "active" } else { "dissolved" }
    }

    /// The machine as it is, found by trying every event from every state that can be reached.
    pub fn machine() -> Machine {
        let id = OrganisationId::from_bytes([0; 16]);
        let mut arrows = Vec::new();
        let mut seen: Vec<Option<Organisation>> = vec![None];
        let mut next = 0;
        while let Some(before) = seen.get(next).cloned() {
            let from = before.as_ref().map_or("none", Organisation::standing);
            for event in OrganisationEvent::samples() {
                let after = Organisation::after(before.clone(), id, &event, Dated::UNKNOWN);
                let Ok(after) = after else { continue };
                let to = after.standing();
                arrows.push(Arrow::new(from, event.id(), to));
                if seen.iter().flatten().all(|state| state.standing() != to) {
                    seen.push(Some(after));
                }
            }
            next += 1;
        }
        Machine::new("organisation", arrows)
    }
}

fn holder(post: &Post, since: Dated) -> Holder {
    Holder { title: post.title, person: post.person, since }
}

fn holds(holder: &Holder, post: &Post) -> bool {
    holder.title == post.title && holder.person == post.person
}

pub(crate) fn dissolved_refusal() -> Refusal {
    Refusal::new(
        "dissolved",
        "这个组织已经撤销，不能再变动；如撤销有误，先更正撤销的记录",
        "this organisation is dissolved; if that is wrong, correct the record of its dissolution",
    )
}

pub(crate) fn foreign(fact: &Fact) -> Refusal {
    let Text { zh, en } = Text::new("事实与个案不符", "a fact does not belong to its case");
    Refusal::new("foreign-fact", format!("{zh}：{}", fact.id), format!("{en}: {}", fact.id))
}
