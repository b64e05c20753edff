//! Posts of an organisation, who holds them, and the committee's term of office.

use serde::{Deserialize, Serialize};
use xibao_rulebook::{Dated, Text};

use crate::PersonId;
use crate::membership::words;

words! {
    /// A post in a committee, branch or group.
    PostTitle {
        Secretary "secretary" "书记" "secretary";
        DeputySecretary "deputy-secretary" "副书记" "deputy secretary";
        Organisation "organisation-commissioner" "组织委员" "organisation commissioner";
        Publicity "publicity-commissioner" "宣传委员" "publicity commissioner";
        Discipline "discipline-commissioner" "纪检委员" "discipline commissioner";
        Commissioner "commissioner" "委员" "commissioner";
        GroupLeader "group-leader" "党小组组长" "group leader";
    }
}

impl PostTitle {
    /// May only one person hold it at a time?
    pub const fn is_single(self) -> bool {
        matches!(self, PostTitle::Secretary | PostTitle::GroupLeader)
    }
}

/// A post that somebody takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// Which.
    pub title: PostTitle,
    /// Who.
    pub person: PersonId,
}

/// A post and who holds it since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// Which.
    pub title: PostTitle,
    /// Who.
    pub person: PersonId,
    /// Since when.
    pub since: Dated,
}

/// A committee's term of office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The day of the election.
    pub elected_on: Dated,
    /// Full years of office.
    pub years: i32,
    /// The day it ends, reckoned by the rulebook when it was recorded.
    pub ends_on: Dated,
}
