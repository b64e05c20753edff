//! Commands of all kinds.

use xibao_domain::{
    MembershipStep, OrganisationId, OrganisationKind, PersonId, Post, Receipt, Stage,
};

#[derive(Debug, Clone)]
pub(crate) enum Command {
    Found {
        name: String,
        kind: OrganisationKind,
        under: Option<OrganisationId>,
        region: Option<i64>,
    },
    Rename {
        id: OrganisationId,
        name: String,
    },
    Move {
        id: OrganisationId,
        to: OrganisationId,
    },
    Merge {
        id: OrganisationId,
        into: OrganisationId,
    },
    Split {
        id: OrganisationId,
        name: String,
        people: Vec<PersonId>,
    },
    Dissolve {
        id: OrganisationId,
    },
    Elect {
        id: OrganisationId,
        years: Option<i32>,
        posts: Vec<Post>,
    },
    Take {
        id: OrganisationId,
        post: Post,
    },
    Leave {
        id: OrganisationId,
        post: Post,
    },
    Register {
        name: String,
        at: OrganisationId,
        stage: Stage,
    },
    Edit {
        id: PersonId,
        name: Option<String>,
        remark: String,
    },
    Step {
        id: PersonId,
        step: MembershipStep,
    },
    Open {
        id: PersonId,
        to: OrganisationId,
    },
    Receive {
        id: PersonId,
        receipt: Receipt,
    },
    Refuse {
        id: PersonId,
    },
    Withdraw {
        id: PersonId,
    },
    Reissue {
        id: PersonId,
    },
    Away {
        id: PersonId,
        to: Option<OrganisationId>,
    },
    Back {
        id: PersonId,
    },
    Contacted {
        id: PersonId,
    },
    Lost {
        id: PersonId,
    },
    Searched {
        id: PersonId,
    },
    Guest {
        id: PersonId,
        active: Option<OrganisationId>,
        dues: Option<OrganisationId>,
    },
    Join {
        survivor: PersonId,
        other: PersonId,
    },
    Import {
        rows: Vec<(String, OrganisationId)>,
        within: OrganisationId,
    },
    Undo {
        nth: usize,
        undo_of_undo: bool,
    },
    Rebuild,
    Backup,
}

/// What came of a command and has an id.
#[derive(Debug, Default)]
pub(crate) struct Made {
    pub(crate) org: Option<OrganisationId>,
    pub(crate) people: Vec<PersonId>,
}

impl Command {
    /// The one person it is about.
    pub(crate) fn person(&self) -> Option<PersonId> {
        match self {
            Command::Edit { id, .. }
            | Command::Step { id, .. }
            | Command::Open { id, .. }
            | Command::Receive { id, .. }
            | Command::Refuse { id }
            | Command::Withdraw { id }
            | Command::Reissue { id }
            | Command::Away { id, .. }
            | Command::Back { id }
            | Command::Contacted { id }
            | Command::Lost { id }
            | Command::Searched { id }
            | Command::Guest { id, .. } => Some(*id),
            _ => None,
        }
    }
}
