//! A membership from application to leaving, as a machine whose transitions consume it.
//!
//! The stages are those of the 25-step chart (细则) and of the Constitution; what the articles
//! demand of the days between is the rulebook's business, not this machine's: it refuses only what
//! cannot be (a full member named an activist), never what ought not to have been.

use serde::{Deserialize, Serialize};
use xibao_rulebook::{Dated, Text};

use crate::Refusal;
use crate::fact::tag_alone;
use crate::machine::{Arrow, Machine};

/// The days of a membership, as far as they are known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    /// The application was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_on: Option<Dated>,
    /// Named an activist (入党积极分子).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activist_on: Option<Dated>,
    /// Named a candidate (发展对象).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate_on: Option<Dated>,
    /// Admitted by the branch meeting; probation begins (加入党组织日期).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admitted_on: Option<Dated>,
    /// Months by which probation was extended.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub extension_months: i64,
    /// Became a full member (转为正式党员日期).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regularised_on: Option<Dated>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(months: &i64) -> bool {
    *months == 0
}

/// Membership suspended (停止党籍): a decision, never an automatic consequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suspension {
    /// The day of the decision.
    pub since: Dated,
    /// Why, in words.
    pub reason: String,
}

/// How a membership ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaving {
    /// The lawful road.
    pub road: Road,
    /// The day it took effect.
    pub on: Dated,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $id:literal $zh:literal $en:literal;)* }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $(#[doc = $zh] $variant,)*
        }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// Its stable id.
            pub const fn id(self) -> &'static str {
                match self { $($name::$variant => $id,)* }
            }

            /// Its name.
            pub fn text(self) -> Text {
                match self { $($name::$variant => Text::new($zh, $en),)* }
            }

            /// The one of this id.
            pub fn of_id(id: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.id() == id)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// A lawful road out.
    Road {
        Died "died" "去世" "died";
        Withdrew "withdrew" "退党" "withdrew";
        Advised "advised" "劝退" "left on advice";
        Removed "removed" "除名" "removed";
        SelfDropout "self-dropout" "自行脱党除名" "removed as having left";
        Expelled "expelled" "开除党籍" "expelled";
        ProbationCancelled "probation-cancelled" "取消预备党员资格" "probation cancelled";
        ApplicationEnded "application-ended" "终止入党培养" "application ended";
        MovedOut "moved-out" "转出本系统" "transferred out of this register";
    }
}

words! {
    /// Where a person stands.
    Stage {
        Applicant "applicant" "入党申请人" "applicant";
        Activist "activist" "入党积极分子" "activist";
        Candidate "candidate" "发展对象" "candidate";
        Probationary "probationary" "预备党员" "probationary member";
        Full "full" "正式党员" "full member";
        Suspended "suspended" "停止党籍" "suspended";
        Left "left" "已离开" "left";
    }
}

impl Stage {
    /// Is a person of this stage a member: probationary, full, or full with membership suspended?
    pub const fn is_member(self) -> bool {
        matches!(self, Stage::Probationary | Stage::Full | Stage::Suspended)
    }
}

/// A membership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Membership {
    /// 入党申请人.
    Applicant {
        /// The days.
        #[serde(default)]
        steps: Steps,
    },
    /// 入党积极分子.
    Activist {
        /// The days.
        #[serde(default)]
        steps: Steps,
    },
    /// 发展对象.
    Candidate {
        /// The days.
        #[serde(default)]
        steps: Steps,
    },
    /// 预备党员.
    Probationary {
        /// The days.
        #[serde(default)]
        steps: Steps,
    },
    /// 正式党员.
    Full {
        /// The days.
        #[serde(default)]
        steps: Steps,
    },
    /// 停止党籍.
    Suspended {
        /// The days.
        #[serde(default)]
        steps: Steps,
        /// Since when, and why.
        suspension: Suspension,
    },
    /// 已离开.
    Left {
        /// The days.
        #[serde(default)]
        steps: Steps,
        /// The stage that was left.
        was: Stage,
        /// By which road, and when.
        leaving: Leaving,
    },
}

/// One step of a membership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", deny_unknown_fields)]
pub enum MembershipStep {
    /// Named an activist.
    #[serde(deserialize_with = "tag_alone")]
    NamedActivist,
    /// Named a candidate.
    #[serde(deserialize_with = "tag_alone")]
    NamedCandidate,
    /// Admitted as a probationary member.
    #[serde(deserialize_with = "tag_alone")]
    Admitted,
    /// Probation extended, once, by months.
    ProbationExtended {
        /// 6 to 12 by the article; recorded as it was.
        months: i64,
    },
    /// Became a full member.
    #[serde(deserialize_with = "tag_alone")]
    Regularised,
    /// Membership suspended.
    Suspended {
        /// Why, in words.
        reason: String,
    },
    /// Suspended membership restored.
    #[serde(deserialize_with = "tag_alone")]
    Restored,
    /// The membership ended.
    Left {
        /// By which road.
        road: Road,
    },
    /// Applied again after leaving: the days begin anew.
    #[serde(deserialize_with = "tag_alone")]
    AppliedAgain,
}

impl MembershipStep {
    /// Its stable id.
    pub const fn id(&self) -> &'static str {
        match self {
            MembershipStep::NamedActivist => "named-activist",
            MembershipStep::NamedCandidate => "named-candidate",
            MembershipStep::Admitted => "admitted",
            MembershipStep::ProbationExtended { .. } => "probation-extended",
            MembershipStep::Regularised => "regularised",
            MembershipStep::Suspended { .. } => "suspended",
            MembershipStep::Restored => "restored",
            MembershipStep::Left { .. } => "left",
            MembershipStep::AppliedAgain => "applied-again",
        }
    }

    /// One of each, for drawing the machine.
    pub fn samples() -> Vec<MembershipStep> {
        let mut samples = vec![
            MembershipStep::NamedActivist,
            MembershipStep::NamedCandidate,
            MembershipStep::Admitted,
            MembershipStep::ProbationExtended { months: 6 },
            MembershipStep::Regularised,
            MembershipStep::Suspended { reason: String::new() },
            MembershipStep::Restored,
            MembershipStep::AppliedAgain,
        ];
        samples.extend(Road::ALL.iter().map(|road| MembershipStep::Left { road: *road }));
        samples
    }
}

impl Membership {
    /// A membership at a stage with its days; suspension and leaving have more to say and come
    /// about by a step.
    pub fn at(stage: Stage, steps: Steps) -> Option<Membership> {
        match stage {
            Stage::Applicant => Some(Membership::Applicant { steps }),
            Stage::Activist => Some(Membership::Activist { steps }),
            Stage::Candidate => Some(Membership::Candidate { steps }),
            Stage::Probationary => Some(Membership::Probationary { steps }),
            Stage::Full => Some(Membership::Full { steps }),
            Stage::Suspended | Stage::Left => None,
        }
    }

    /// Where the person stands.
    pub const fn stage(&self) -> Stage {
        match self {
            Membership::Applicant { .. } => Stage::Applicant,
            Membership::Activist { .. } => Stage::Activist,
            Membership::Candidate { .. } => Stage::Candidate,
            Membership::Probationary { .. } => Stage::Probationary,
            Membership::Full { .. } => Stage::Full,
            Membership::Suspended { .. } => Stage::Suspended,
            Membership::Left { .. } => Stage::Left,
        }
    }

    /// The days.
    pub const fn steps(&self) -> &Steps {
        match self {
            Membership::Applicant { steps }
            | Membership::Activist { steps }
            | Membership::Candidate { steps }
            | Membership::Probationary { steps }
            | Membership::Full { steps }
            | Membership::Suspended { steps, .. }
            | Membership::Left { steps, .. } => steps,
        }
    }

    /// Corrects the days, at whatever stage.
    pub fn steps_mut(&mut self) -> &mut Steps {
        match self {
            Membership::Applicant { steps }
            | Membership::Activist { steps }
            | Membership::Candidate { steps }
            | Membership::Probationary { steps }
            | Membership::Full { steps }
            | Membership::Suspended { steps, .. }
            | Membership::Left { steps, .. } => steps,
        }
    }

    /// The membership after a step that happened on a day.
    ///
    /// # Errors
    /// [`Refusal`] `step-impossible` if the step cannot follow this stage.
    ///
    /// ```
    /// use xibao_domain::{Membership, MembershipStep, Stage, Steps};
    /// use xibao_rulebook::Dated;
    /// let member = Membership::Probationary { steps: Steps::default() };
    /// let day = Dated::parse("2026-05-04").unwrap();
    /// assert_eq!(member.step(&MembershipStep::Regularised, day).unwrap().stage(), Stage::Full);
    /// ```
    pub fn step(self, step: &MembershipStep, on: Dated) -> Result<Membership, Refusal> {
        let was = self.stage();
        let impossible = || impossible(was, step);
        match (self, step) {
            (Membership::Applicant { mut steps }, MembershipStep::NamedActivist) => {
                steps.activist_on = Some(on);
                Ok(Membership::Activist { steps })
            }
            (Membership::Activist { mut steps }, MembershipStep::NamedCandidate) => {
                steps.candidate_on = Some(on);
                Ok(Membership::Candidate { steps })
            }
            (Membership::Candidate { mut steps }, MembershipStep::Admitted) => {
                steps.admitted_on = Some(on);
                Ok(Membership::Probationary { steps })
            }
            (
                Membership::Probationary { mut steps },
                MembershipStep::ProbationExtended { months },
            ) => {
                steps.extension_months = steps.extension_months.saturating_add(*months);
                Ok(Membership::Probationary { steps })
            }
            (Membership::Probationary { mut steps }, MembershipStep::Regularised) => {
                steps.regularised_on = Some(on);
                Ok(Membership::Full { steps })
            }
            (Membership::Full { steps }, MembershipStep::Suspended { reason }) => {
                let suspension = Suspension { since: on, reason: reason.clone() };
                Ok(Membership::Suspended { steps, suspension })
            }
            (Membership::Suspended { steps, .. }, MembershipStep::Restored) => {
                Ok(Membership::Full { steps })
            }
            (Membership::Left { leaving, .. }, MembershipStep::AppliedAgain)
                if leaving.road != Road::Died =>
            {
                Ok(Membership::Applicant {
                    steps: Steps { applied_on: Some(on), ..Steps::default() },
                })
            }
            (Membership::Left { .. }, _) => Err(impossible()),
            (open, MembershipStep::Left { road }) if road_is_open(was, *road) => {
                Ok(Membership::Left {
                    steps: open.steps().clone(),
                    was,
                    leaving: Leaving { road: *road, on },
                })
            }
            _ => Err(impossible()),
        }
    }

    /// The machine as it is, found by trying every step on every stage.
    pub fn machine() -> Machine {
        let mut arrows = Vec::new();
        for stage in Stage::ALL {
            for step in MembershipStep::samples() {
                if let Ok(next) = example(*stage).step(&step, Dated::UNKNOWN) {
                    let label = match &step {
                        MembershipStep::Left { road } => road.id(),
                        other => other.id(),
                    };
                    arrows.push(Arrow::new(stage.id(), label, next.stage().id()));
                }
            }
        }
        Machine::new("membership", arrows)
    }
}

/// Which roads lead out of which stage (党章 §9, 组织处置办法, 细则).
fn road_is_open(stage: Stage, road: Road) -> bool {
    match road {
        Road::Died | Road::MovedOut => true,
        Road::ApplicationEnded => {
            matches!(stage, Stage::Applicant | Stage::Activist | Stage::Candidate)
        }
        Road::ProbationCancelled => stage == Stage::Probationary,
        Road::Withdrew | Road::Removed => stage.is_member(),
        Road::Advised | Road::SelfDropout | Road::Expelled => {
            matches!(stage, Stage::Full | Stage::Suspended)
        }
    }
}

fn impossible(stage: Stage, step: &MembershipStep) -> Refusal {
    let stage = stage.text();
    Refusal::new(
        "step-impossible",
        format!("{}不能记“{}”这一步；请核对人员类别或先更正以前的记录", stage.zh, step.id()),
        format!(
            "the step '{}' cannot follow '{}'; check the stage, or correct the earlier record",
            step.id(),
            stage.en
        ),
    )
}

fn example(stage: Stage) -> Membership {
    let steps = Steps::default();
    match stage {
        Stage::Suspended => Membership::Suspended {
            steps,
            suspension: Suspension { since: Dated::UNKNOWN, reason: String::new() },
        },
        Stage::Left => Membership::Left {
            steps,
            was: Stage::Full,
            leaving: Leaving { road: Road::Withdrew, on: Dated::UNKNOWN },
        },
        open => Membership::at(open, steps.clone()).unwrap_or(Membership::Applicant { steps }),
    }
}
