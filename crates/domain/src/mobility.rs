//! Members on the move and members out of contact (流动党员, 失联党员).

use serde::{Deserialize, Serialize};
use xibao_rulebook::Dated;

use crate::OrganisationId;

/// A member away from the branch without a transfer of the relationship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mobile {
    /// Away since.
    pub since: Dated,
    /// Where to, as it was told: province, city, county.
    pub to: String,
    /// The branch that takes the member in meanwhile, if it is in this register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiving: Option<OrganisationId>,
    /// The last day on which the branch was in touch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacted_on: Option<Dated>,
}

/// A member out of contact. Nothing follows by itself: suspension is a recorded decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LostContact {
    /// Out of contact since.
    pub since: Dated,
    /// Days on which the branch searched without result.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub searched_on: Vec<Dated>,
}
