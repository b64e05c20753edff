//! Organisations, people, memberships and transfers: what may be asked, what is decided, what
//! then holds.
//!
//! What is proposed, an [`Event`], is decided against the state it concerns
//! ([`Organisation::decide`], [`Person::decide`]) and becomes a fact or a [`Refusal`]; facts are
//! all there is to remember, and a state is what its facts come to ([`Organisation::of_facts`],
//! [`Person::of_facts`]). The crate is pure: it reads no clock, makes no ids and knows no database;
//! times and ids come in as arguments.

mod fact;
mod field;
pub mod findings;
mod id;
pub mod machine;
mod membership;
mod mobility;
pub mod organisation;
pub mod person;
mod post;
mod refusal;
mod region;
mod transfer;
pub mod tree;

pub use fact::{Case, Event, Fact, Instant, Withdrawal, effective, read_day};
pub use field::{CodeSet, FIELD_CHARS_MAX, Field, FieldKind, FieldProblem, Fields, SealedText};
pub use id::{BatchId, FactId, OrganisationId, PersonId, PreviewId, ids_from};
pub use membership::{Leaving, Membership, MembershipStep, Road, Stage, Steps, Suspension};
pub use mobility::{LostContact, Mobile};
pub use organisation::{Organisation, OrganisationKind};
pub use person::Person;
pub use post::{Holder, Post, PostTitle, Term};
pub use refusal::Refusal;
pub use region::Region;
pub use transfer::{Receipt, Transfer, TransferAct, TransferStatus};
