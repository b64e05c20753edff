//! What is known, as values that can be held against a row.

use crate::item::{Item, OrganisationItem};
use crate::mask::Masked;
use crate::read::{Entry, OrganisationEntry};
use crate::words::{self, lent};
use std::borrow::Cow;
use std::fmt;
use xibao_domain::organisation::{Card, CardField};
use xibao_domain::{Fields, OrganisationKind, Stage, Steps};
use xibao_rulebook::Dated;

/// What is known of a person, opened: nothing in it is sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct Known {
    /// The fields, plain.
    pub fields: Fields,
    /// Where the person stands.
    pub stage: Stage,
    /// The days of the membership.
    pub steps: Steps,
    /// The name of the branch that holds the relation.
    pub branch: Option<String>,
    /// Out of contact since; `None` for a member in contact.
    pub lost_since: Option<Dated>,
    /// Away without a transfer.
    pub mobile: Option<KnownMobile>,
}

/// Where a member is who is away without a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownMobile {
    /// Away since.
    pub since: Dated,
    /// Away to.
    pub to: String,
}

impl Known {
    /// A person in contact, not away, with no branch told.
    pub fn new(fields: Fields, stage: Stage, steps: Steps) -> Known {
        Known { fields, stage, steps, branch: None, lost_since: None, mobile: None }
    }
}

/// Sensitive fields are masked: what is known may end up in a log.
impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known")
            .field("fields", &Masked(&self.fields))
            .field("stage", &self.stage)
            .field("steps", &self.steps)
            .field("branch", &self.branch)
            .field("lost_since", &self.lost_since)
            .field("mobile", &self.mobile)
            .finish()
    }
}

/// What is known of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownOrganisation {
    /// The full name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// The name of the organisation directly above.
    pub parent: Option<String>,
    /// The day it was founded.
    pub founded_on: Dated,
    /// Names it had before, oldest first.
    pub former_names: Vec<String>,
    /// The name of its secretary.
    pub secretary: Option<String>,
    /// Its card.
    pub card: Card,
}

/// Something with a value for an item: fields as they are stored, the rest as a form writes it.
pub(crate) trait Values<I> {
    /// The value, if there is one.
    fn value(&self, item: I) -> Option<Cow<'_, str>>;
}

fn dated(on: Option<Dated>) -> Option<Cow<'static, str>> {
    // A day that nobody wrote down is no value.
    on.filter(|on| *on != Dated::UNKNOWN).map(|on| Cow::Owned(on.to_string()))
}

fn said(value: Option<bool>) -> Option<Cow<'static, str>> {
    value.map(|value| Cow::Borrowed(words::yes_no(value)))
}

fn field(fields: &Fields, field: xibao_domain::Field) -> Option<Cow<'_, str>> {
    fields.get(&field).filter(|value| *value != "?").map(|value| Cow::Borrowed(value.as_str()))
}

impl Values<Item> for Entry {
    fn value(&self, item: Item) -> Option<Cow<'_, str>> {
        match item {
            Item::Field(own) => field(&self.fields, own),
            Item::Branch => self.branch.as_deref().and_then(lent),
            Item::Stage => self.stage.map(|stage| Cow::Owned(words::stage(stage))),
            Item::Suspended => {
                let words = |suspended| if suspended { "停止党籍" } else { "正常" };
                self.suspended.map(words).map(Cow::Borrowed)
            }
            Item::AppliedOn => dated(self.applied_on),
            Item::ActivistOn => dated(self.activist_on),
            Item::CandidateOn => dated(self.candidate_on),
            Item::JoinedOn => dated(self.joined_on),
            Item::RegularisedOn => dated(self.regularised_on),
            Item::ExtensionMonths => {
                self.extension_months.map(|months| Cow::Owned(months.to_string()))
            }
            Item::Lost => said(self.lost),
            Item::LostSince => dated(self.lost_since),
            Item::Mobile => said(self.mobile),
            Item::MobileSince => dated(self.mobile_since),
            Item::MobileTo => self.mobile_to.as_deref().and_then(lent),
        }
    }
}

impl Values<Item> for Known {
    fn value(&self, item: Item) -> Option<Cow<'_, str>> {
        let mobile = self.mobile.as_ref();
        match item {
            Item::Field(own) => field(&self.fields, own),
            Item::Branch => self.branch.as_deref().and_then(lent),
            Item::Stage => Some(Cow::Owned(words::stage(self.stage))),
            Item::Suspended => lent(words::standing(self.stage)),
            Item::AppliedOn => dated(self.steps.applied_on),
            Item::ActivistOn => dated(self.steps.activist_on),
            Item::CandidateOn => dated(self.steps.candidate_on),
            Item::JoinedOn => dated(self.steps.admitted_on),
            Item::RegularisedOn => dated(self.steps.regularised_on),
            Item::ExtensionMonths => {
                let months = Some(self.steps.extension_months).filter(|months| *months != 0);
                months.map(|months| Cow::Owned(months.to_string()))
            }
            Item::Lost => said(Some(self.lost_since.is_some())),
            Item::LostSince => dated(self.lost_since),
            Item::Mobile => said(Some(mobile.is_some())),
            Item::MobileSince => dated(mobile.map(|mobile| mobile.since)),
            Item::MobileTo => mobile.and_then(|mobile| lent(&mobile.to)),
        }
    }
}

fn card(card: &Card, field: CardField) -> Option<Cow<'_, str>> {
    card.get(&field).and_then(|value| lent(value))
}

fn names(names: &[String]) -> Option<Cow<'_, str>> {
    (!names.is_empty()).then(|| Cow::Owned(names.join("、")))
}

impl Values<OrganisationItem> for OrganisationEntry {
    fn value(&self, item: OrganisationItem) -> Option<Cow<'_, str>> {
        match item {
            OrganisationItem::Card(field) => card(&self.card, field),
            OrganisationItem::Name => self.name.as_deref().and_then(lent),
            OrganisationItem::Kind => self.kind.map(|kind| Cow::Owned(kind.text().zh)),
            OrganisationItem::Parent => self.parent.as_deref().and_then(lent),
            OrganisationItem::FoundedOn => dated(self.founded_on),
            OrganisationItem::FormerNames => names(&self.former_names),
            OrganisationItem::Secretary => self.secretary.as_deref().and_then(lent),
        }
    }
}

impl Values<OrganisationItem> for KnownOrganisation {
    fn value(&self, item: OrganisationItem) -> Option<Cow<'_, str>> {
        match item {
            OrganisationItem::Card(field) => card(&self.card, field),
            OrganisationItem::Name => lent(&self.name),
            OrganisationItem::Kind => Some(Cow::Owned(self.kind.text().zh)),
            OrganisationItem::Parent => self.parent.as_deref().and_then(lent),
            OrganisationItem::FoundedOn => dated(Some(self.founded_on)),
            OrganisationItem::FormerNames => names(&self.former_names),
            OrganisationItem::Secretary => self.secretary.as_deref().and_then(lent),
        }
    }
}
