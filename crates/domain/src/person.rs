//! People: what is known of them, their membership, and where it is held.

mod decide;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xibao_rulebook::Dated;

pub use decide::Places;

use crate::fact::tag_alone;
use crate::organisation::foreign;
use crate::transfer::TransferAct;
use crate::{
    Case, Event, Fact, FactId, Field, Fields, LostContact, Membership, MembershipStep, Mobile,
    OrganisationId, PersonId, Refusal, Steps, Transfer, TransferStatus, effective,
};

/// Everything that is known of a person when the register first hears of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The person's fields.
    pub fields: Fields,
    /// The blind index of the identity number, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blind: Option<String>,
    /// Where the membership stands.
    pub membership: Membership,
    /// The branch that holds the relation.
    pub held: OrganisationId,
    /// Away without a transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<Mobile>,
    /// Out of contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<LostContact>,
}

/// Something that happens to a person. Before it is decided it is a proposal, afterwards the
/// content of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum PersonEvent {
    /// Entered in the register, as applicant or as member.
    PersonRegistered {
        /// What is known.
        registration: Box<Registration>,
    },
    /// Fields changed; `None` empties one.
    PersonChanged {
        /// The fields that changed.
        changes: BTreeMap<Field, Option<String>>,
        /// The blind index, if the identity number changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        blind: Option<String>,
    },
    /// The membership came a step further.
    MembershipStepped {
        /// Which step.
        step: MembershipStep,
    },
    /// The days of the membership were wrong and are now right.
    MembershipDaysCorrected {
        /// All of the days, as they are now known.
        steps: Steps,
        /// Why.
        reason: String,
    },
    /// Active, or paying dues, in another organisation than the one that holds the relation.
    AffiliationSet {
        /// Where active; `None`: where held.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        active: Option<OrganisationId>,
        /// Where dues are paid; `None`: where held.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dues: Option<OrganisationId>,
    },
    /// Taken over by another branch because the old one was merged or split, without a letter.
    BranchReorganised {
        /// From.
        from: OrganisationId,
        /// To.
        to: OrganisationId,
    },
    /// A letter of transfer was issued.
    TransferOpened {
        /// The branch that is to take the relation.
        to: OrganisationId,
        /// The letter's number.
        letter: String,
        /// The last day on which it may be presented.
        valid_until: Dated,
        /// Dues were paid up to here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dues_paid_until: Option<Dated>,
    },
    /// Something happened to the transfer under way.
    TransferActed {
        /// What.
        act: TransferAct,
    },
    /// Went away without a transfer.
    WentMobile {
        /// Where to.
        to: String,
        /// The branch that takes the member in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        receiving: Option<OrganisationId>,
    },
    /// Came back.
    #[serde(deserialize_with = "tag_alone")]
    CameBack,
    /// The branch was in touch with a member who is away or was out of contact.
    #[serde(deserialize_with = "tag_alone")]
    Contacted,
    /// Out of contact since that day.
    #[serde(deserialize_with = "tag_alone")]
    ContactLost,
    /// The branch searched without result.
    #[serde(deserialize_with = "tag_alone")]
    SearchFailed,
    /// Found to be the same as another person and joined to that one.
    MergedInto {
        /// The record that goes on.
        survivor: PersonId,
    },
    /// Another record of the same person was joined to this one.
    Absorbed {
        /// The record that was joined.
        other: PersonId,
        /// Fields taken over from it.
        changes: BTreeMap<Field, Option<String>>,
        /// The blind index, if the identity number was taken over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        blind: Option<String>,
    },
}

/// A person as the facts make it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Identity.
    pub id: PersonId,
    /// What is known.
    pub fields: Fields,
    /// The blind index of the identity number, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blind: Option<String>,
    /// Where the membership stands.
    pub membership: Membership,
    /// The branch that holds the relation: always exactly one.
    pub held: OrganisationId,
    /// Where active, if elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<OrganisationId>,
    /// Where dues are paid, if elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dues: Option<OrganisationId>,
    /// Away without a transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<Mobile>,
    /// Out of contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<LostContact>,
    /// The last transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<Transfer>,
    /// The record that goes on, if this one was joined to another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<PersonId>,
    /// Records that were joined to this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absorbed: Vec<PersonId>,
}

impl Person {
    /// What the facts of one person come to; `None` if none of them counts.
    ///
    /// # Errors
    /// [`Refusal`] if the facts that count contradict each other, which a withdrawal can bring
    /// about.
    pub fn of_facts(facts: &[Fact]) -> Result<Option<Person>, Refusal> {
        let mut state = None;
        for fact in effective(facts) {
            let (Event::Person(event), Case::Person(id)) = (&fact.event, fact.case) else {
                return Err(foreign(fact));
            };
            state = Some(Person::after(state, id, fact.id, event, fact.happened_on)?);
        }
        Ok(state)
    }

    /// The person after one more event.
    ///
    /// # Errors
    /// [`Refusal`] if the event cannot follow what was before.
    pub fn after(
        before: Option<Person>,
        id: PersonId,
        fact: FactId,
        event: &PersonEvent,
        on: Dated,
    ) -> Result<Person, Refusal> {
        match (before, event) {
            (None, PersonEvent::PersonRegistered { registration }) => {
                Ok(Person::registered(id, registration))
            }
            (None, _) => Err(Refusal::new(
                "not-registered",
                "这个人还没有登记",
                "this person is not in the register",
            )),
            (Some(_), PersonEvent::PersonRegistered { .. }) => Err(Refusal::new(
                "registered-twice",
                "这个人已经登记",
                "this person is in the register already",
            )),
            (Some(person), event) if person.merged_into.is_none() => {
                person.changed(fact, event, on)
            }
            (Some(_), _) => Err(merged_refusal()),
        }
    }

    fn registered(id: PersonId, registration: &Registration) -> Person {
        Person {
            id,
            fields: registration.fields.clone(),
            blind: registration.blind.clone(),
            membership: registration.membership.clone(),
            held: registration.held,
            active: None,
            dues: None,
            mobile: registration.mobile.clone(),
            lost: registration.lost.clone(),
            transfer: None,
            merged_into: None,
            absorbed: Vec::new(),
        }
    }

    fn changed(mut self, fact: FactId, event: &PersonEvent, on: Dated) -> Result<Person, Refusal> {
        match event {
            PersonEvent::PersonRegistered { .. } => {}
            PersonEvent::PersonChanged { changes, blind } => {
                self.change_fields(changes, blind.as_ref());
            }
            PersonEvent::MembershipStepped { step } => {
                self.membership = self.membership.step(step, on)?;
                if self.membership.stage() == crate::Stage::Left {
                    self.end_presence();
                }
            }
            PersonEvent::MembershipDaysCorrected { steps, .. } => {
                *self.membership.steps_mut() = steps.clone();
            }
            PersonEvent::AffiliationSet { active, dues } => {
                (self.active, self.dues) = (*active, *dues);
            }
            PersonEvent::BranchReorganised { to, .. } => self.hold_at(*to),
            PersonEvent::TransferOpened { .. } if self.pending_transfer().is_some() => {
                return Err(transfer_pending());
            }
            PersonEvent::TransferOpened { to, letter, valid_until, dues_paid_until } => {
                self.transfer = Some(Transfer {
                    id: fact,
                    from: self.held,
                    to: *to,
                    letter: letter.clone(),
                    issued_on: on,
                    valid_until: *valid_until,
                    dues_paid_until: *dues_paid_until,
                    status: TransferStatus::Open,
                    person_on: None,
                    dossier_on: None,
                    dues_on: None,
                });
            }
            PersonEvent::TransferActed { act } => self.act_on_transfer(act, on)?,
            PersonEvent::WentMobile { .. }
            | PersonEvent::CameBack
            | PersonEvent::Contacted
            | PersonEvent::ContactLost
            | PersonEvent::SearchFailed => self.move_about(event, on),
            PersonEvent::MergedInto { survivor } => {
                self.merged_into = Some(*survivor);
                self.end_presence();
            }
            PersonEvent::Absorbed { other, changes, blind } => {
                self.change_fields(changes, blind.as_ref());
                self.absorbed.push(*other);
            }
        }
        Ok(self)
    }

    fn move_about(&mut self, event: &PersonEvent, on: Dated) {
        match event {
            PersonEvent::WentMobile { to, receiving } => {
                self.mobile = Some(Mobile {
                    since: on,
                    to: to.clone(),
                    receiving: *receiving,
                    contacted_on: None,
                });
            }
            PersonEvent::CameBack => self.mobile = None,
            PersonEvent::Contacted => {
                self.lost = None;
                if let Some(mobile) = &mut self.mobile {
                    mobile.contacted_on = Some(on);
                }
            }
            PersonEvent::ContactLost => {
                self.lost = Some(LostContact { since: on, searched_on: Vec::new() });
            }
            PersonEvent::SearchFailed => {
                if let Some(lost) = &mut self.lost {
                    lost.searched_on.push(on);
                }
            }
            _ => {}
        }
    }

    fn act_on_transfer(&mut self, act: &TransferAct, on: Dated) -> Result<(), Refusal> {
        let transfer = self.transfer.take().ok_or_else(no_transfer)?;
        let arrived_before = transfer.person_on.is_some();
        let transfer = transfer.act(act, on)?;
        if transfer.person_on.is_some() && !arrived_before {
            self.hold_at(transfer.to);
            self.end_mobility();
        }
        self.transfer = Some(transfer);
        Ok(())
    }

    fn hold_at(&mut self, to: OrganisationId) {
        self.held = to;
        (self.active, self.dues) = (None, None);
    }

    /// Nowhere a guest any more, so that no other branch waits for what cannot come.
    fn end_presence(&mut self) {
        self.end_mobility();
        (self.active, self.dues) = (None, None);
    }

    fn end_mobility(&mut self) {
        (self.mobile, self.lost) = (None, None);
    }

    fn change_fields(&mut self, changes: &BTreeMap<Field, Option<String>>, blind: Option<&String>) {
        for (field, value) in changes {
            match value {
                Some(value) => self.fields.insert(*field, value.clone()),
                None => self.fields.remove(field),
            };
        }
        if changes.contains_key(&Field::IdNumber) {
            self.blind = blind.cloned();
        }
    }

    /// The name; empty only where the record has none.
    pub fn name(&self) -> &str {
        self.fields.get(&Field::Name).map_or("", String::as_str)
    }

    /// Does the record still stand for a person of its own, as member or applicant?
    pub fn is_current(&self) -> bool {
        self.merged_into.is_none() && self.membership.stage() != crate::Stage::Left
    }

    /// The transfer that is under way.
    pub fn pending_transfer(&self) -> Option<&Transfer> {
        self.transfer.as_ref().filter(|transfer| transfer.status.is_pending())
    }
}

fn merged_refusal() -> Refusal {
    Refusal::new(
        "merged",
        "这条记录已并入另一条，请在那一条上办理；如合并有误，先撤销合并",
        "this record was joined to another: work on that one; if that is wrong, undo the merge",
    )
}

fn transfer_pending() -> Refusal {
    Refusal::new(
        "transfer-pending",
        "已有正在办理的转接；办结、退回或撤回后再开",
        "a transfer is under way already; close or withdraw it first",
    )
}

fn no_transfer() -> Refusal {
    Refusal::new("no-transfer", "没有正在办理的组织关系转接", "no transfer is under way")
}
