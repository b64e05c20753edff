//! A transfer of the organisational relationship (组织关系转接), two-sided: the relation stays with
//! the old branch until the new one has received the person, so that at every moment everybody is
//! in exactly one branch.

use serde::{Deserialize, Serialize};
use xibao_rulebook::{Dated, Text};

use crate::machine::{Arrow, Machine};
use crate::membership::words;
use crate::{FactId, OrganisationId, Refusal};

words! {
    /// Where a transfer stands.
    TransferStatus {
        Open "open" "已开出，待报到" "letter issued, not yet presented";
        Arrived "arrived" "已报到，材料未齐" "arrived, papers outstanding";
        Closed "closed" "已办结" "closed";
        Refused "refused" "已退回" "refused";
        Withdrawn "withdrawn" "已撤回" "withdrawn";
    }
}

words! {
    /// What the receiving branch acknowledges.
    Receipt {
        Person "person" "本人报到" "the person";
        Dossier "dossier" "党员档案" "the dossier";
        Dues "dues" "党费交纳记录" "the record of dues";
    }
}

/// A transfer with its letter and its receipts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The fact that opened it.
    pub id: FactId,
    /// The branch that gives up the relation.
    pub from: OrganisationId,
    /// The branch that is to take it.
    pub to: OrganisationId,
    /// The letter's number.
    pub letter: String,
    /// The day the letter was issued.
    pub issued_on: Dated,
    /// The last day on which it may be presented, as the letter and the rulebook say.
    pub valid_until: Dated,
    /// The day up to which dues were paid (yyyy-mm), as the letter says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dues_paid_until: Option<Dated>,
    /// Where it stands.
    pub status: TransferStatus,
    /// The day the person reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_on: Option<Dated>,
    /// The day the dossier arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dossier_on: Option<Dated>,
    /// The day the record of dues arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dues_on: Option<Dated>,
}

/// What happens to a transfer after it was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", deny_unknown_fields)]
pub enum TransferAct {
    /// The receiving side acknowledges something.
    Received {
        /// What.
        receipt: Receipt,
    },
    /// A lapsed or wrong letter was replaced.
    LetterReissued {
        /// The new letter's number.
        letter: String,
        /// Its last day.
        valid_until: Dated,
    },
    /// The receiving side sends it back.
    Refused {
        /// Why, in words.
        reason: String,
    },
    /// The sending side takes it back.
    Withdrawn {
        /// Why, in words.
        reason: String,
    },
}

impl TransferAct {
    fn id(&self) -> String {
        match self {
            TransferAct::Received { receipt } => format!("received: {}", receipt.id()),
            TransferAct::LetterReissued { .. } => "letter-reissued".to_owned(),
            TransferAct::Refused { .. } => "refused".to_owned(),
            TransferAct::Withdrawn { .. } => "withdrawn".to_owned(),
        }
    }
}

impl TransferStatus {
    /// Is anything still to come?
    pub const fn is_pending(self) -> bool {
        matches!(self, TransferStatus::Open | TransferStatus::Arrived)
    }
}

impl Transfer {
    /// The transfer after an act on a day.
    ///
    /// # Errors
    /// [`Refusal`] `transfer-act-impossible` if the act cannot follow.
    pub fn act(mut self, act: &TransferAct, on: Dated) -> Result<Transfer, Refusal> {
        match (self.status, act) {
            (TransferStatus::Open, TransferAct::Refused { .. }) => {
                self.status = TransferStatus::Refused;
            }
            (TransferStatus::Open, TransferAct::Withdrawn { .. }) => {
                self.status = TransferStatus::Withdrawn;
            }
            (TransferStatus::Open, TransferAct::LetterReissued { letter, valid_until }) => {
                self.letter.clone_from(letter);
                self.issued_on = on;
                self.valid_until = *valid_until;
            }
            (TransferStatus::Open | TransferStatus::Arrived, TransferAct::Received { receipt }) => {
                let day = match receipt {
                    Receipt::Person => &mut self.person_on,
                    Receipt::Dossier => &mut self.dossier_on,
                    Receipt::Dues => &mut self.dues_on,
                };
                if day.is_some() {
                    return Err(impossible(self.status, act));
                }
                *day = Some(on);
                self.status = self.reached();
            }
            (status, act) => return Err(impossible(status, act)),
        }
        Ok(self)
    }

    fn reached(&self) -> TransferStatus {
        match (self.person_on, self.dossier_on, self.dues_on) {
            (Some(_), Some(_), Some(_)) => TransferStatus::Closed,
            (Some(_), _, _) => TransferStatus::Arrived,
            (None, _, _) => TransferStatus::Open,
        }
    }

    /// What is still to be acknowledged.
    pub fn outstanding(&self) -> Vec<Receipt> {
        let days = [
            (Receipt::Person, self.person_on),
            (Receipt::Dossier, self.dossier_on),
            (Receipt::Dues, self.dues_on),
        ];
        days.into_iter().filter(|(_, day)| day.is_none()).map(|(receipt, _)| receipt).collect()
    }

    /// The machine as it is, found by trying every act from every state that can be reached.
    pub fn machine() -> Machine {
        let mut arrows: Vec<Arrow> = Vec::new();
        let mut seen: Vec<Transfer> = vec![example()];
        let mut next = 0;
        while let Some(transfer) = seen.get(next).cloned() {
            for act in sample_acts() {
                if let Ok(after) = transfer.clone().act(&act, Dated::UNKNOWN) {
                    let arrow = Arrow::new(transfer.status.id(), act.id(), after.status.id());
                    if !arrows.contains(&arrow) {
                        arrows.push(arrow);
                    }
                    if !seen.contains(&after) {
                        seen.push(after);
                    }
                }
            }
            next += 1;
        }
        Machine::new("transfer", arrows)
    }
}

fn impossible(status: TransferStatus, act: &TransferAct) -> Refusal {
    let Text { zh, en } = status.text();
    let act = act.id();
    Refusal::new(
        "transfer-act-impossible",
        format!("转接{zh}，不能再记“{act}”；如有错误，先更正以前的记录"),
        format!(
            "the transfer is {en}: '{act}' cannot follow; if that is wrong, correct the earlier record"
        ),
    )
}

fn sample_acts() -> Vec<TransferAct> {
    let mut acts: Vec<TransferAct> =
        Receipt::ALL.iter().map(|receipt| TransferAct::Received { receipt: *receipt }).collect();
    acts.push(TransferAct::LetterReissued { letter: String::new(), valid_until: Dated::UNKNOWN });
    acts.push(TransferAct::Refused { reason: String::new() });
    acts.push(TransferAct::Withdrawn { reason: String::new() });
    acts
}

fn example() -> Transfer {
    Transfer {
        id: FactId::from_bytes([0; 16]),
        from: OrganisationId::from_bytes([0; 16]),
        to: OrganisationId::from_bytes([1; 16]),
        letter: String::new(),
        issued_on: Dated::UNKNOWN,
        valid_until: Dated::UNKNOWN,
        dues_paid_until: None,
        status: TransferStatus::Open,
        person_on: None,
        dossier_on: None,
        dues_on: None,
    }
}
