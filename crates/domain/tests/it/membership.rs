//! The way from application to leaving.

use proptest::prelude::*;
use xibao_domain::{Leaving, Membership, MembershipStep, Road, Stage, Steps, Suspension};
use xibao_rulebook::Dated;

use crate::any;
use crate::given::day;

fn at(stage: Stage, steps: Steps) -> Membership {
    match stage {
        Stage::Suspended => Membership::Suspended {
            steps,
            suspension: Suspension { since: day("2020"), reason: "失去联系".to_owned() },
        },
        Stage::Left => Membership::Left {
            steps,
            was: Stage::Full,
            leaving: Leaving { road: Road::Withdrew, on: day("2020") },
        },
        open => Membership::at(open, steps).unwrap(),
    }
}

/// Where every step leads from every stage; what is not here is impossible.
fn lawful(stage: Stage, step: &MembershipStep) -> Option<Stage> {
    use MembershipStep as M;
    use Road as R;
    use Stage as S;
    Some(match (stage, step) {
        (S::Applicant, M::NamedActivist) => S::Activist,
        (S::Activist, M::NamedCandidate) => S::Candidate,
        (S::Candidate, M::Admitted) | (S::Probationary, M::ProbationExtended { .. }) => {
            S::Probationary
        }
        (S::Probationary, M::Regularised) | (S::Suspended, M::Restored) => S::Full,
        (S::Full, M::Suspended { .. }) => S::Suspended,
        (S::Left, M::AppliedAgain) => S::Applicant,
        (S::Left, _) => return None,
        (_, M::Left { road: R::Died | R::MovedOut })
        | (S::Applicant | S::Activist | S::Candidate, M::Left { road: R::ApplicationEnded })
        | (S::Probationary, M::Left { road: R::ProbationCancelled | R::Withdrew | R::Removed })
        | (
            S::Full | S::Suspended,
            M::Left { road: R::Withdrew | R::Removed | R::Advised | R::SelfDropout | R::Expelled },
        ) => S::Left,
        _ => return None,
    })
}

#[test]
fn every_step_from_every_stage_leads_where_the_table_says() {
    let mut tried = 0;
    for stage in Stage::ALL {
        for step in MembershipStep::samples() {
            let after = at(*stage, Steps::default()).step(&step, day("2021"));
            let reached = after.as_ref().ok().map(Membership::stage);
            assert_eq!(reached, lawful(*stage, &step), "{} {step:?}", stage.id());
            if let Err(refusal) = after {
                assert_eq!(refusal.code, "step-impossible");
                assert!(refusal.text.zh.contains(&stage.text().zh));
                assert!(refusal.text.en.contains(step.id()));
            }
            tried += 1;
        }
    }
    assert_eq!(tried, 7 * (8 + 9));
}

#[test]
fn every_road_leads_out_of_some_stage_and_every_stage_has_a_road_out() {
    let open = |stage: Stage, road: Road| {
        at(stage, Steps::default()).step(&MembershipStep::Left { road }, day("2021")).is_ok()
    };
    for road in Road::ALL {
        assert!(Stage::ALL.iter().any(|stage| open(*stage, *road)), "{}", road.id());
    }
    for stage in Stage::ALL {
        let out = Road::ALL.iter().filter(|road| open(*stage, **road)).count();
        assert_eq!(out == 0, *stage == Stage::Left, "{}", stage.id());
    }
}

#[test]
fn who_died_does_not_apply_again() {
    for road in Road::ALL {
        let left = Membership::Left {
            steps: Steps::default(),
            was: Stage::Full,
            leaving: Leaving { road: *road, on: day("2020") },
        };
        let again = left.step(&MembershipStep::AppliedAgain, day("2021"));
        assert_eq!(again.is_ok(), *road != Road::Died, "{}", road.id());
    }
}

#[test]
fn the_days_are_those_of_the_steps() {
    use MembershipStep as M;
    let steps = Steps { applied_on: Some(day("2015-01")), ..Steps::default() };
    let mut membership = Membership::Applicant { steps };
    for (step, on) in [
        (M::NamedActivist, "2015-09-01"),
        (M::NamedCandidate, "2016-10"),
        (M::Admitted, "2017-06-30"),
        (M::ProbationExtended { months: 6 }, "2018-06-30"),
        (M::Regularised, "2018-12-30"),
        (M::Suspended { reason: "失去联系".to_owned() }, "2022-05-01"),
    ] {
        membership = membership.step(&step, day(on)).unwrap();
    }
    let days = Steps {
        applied_on: Some(day("2015-01")),
        activist_on: Some(day("2015-09-01")),
        candidate_on: Some(day("2016-10")),
        admitted_on: Some(day("2017-06-30")),
        extension_months: 6,
        regularised_on: Some(day("2018-12-30")),
    };
    let suspension = Suspension { since: day("2022-05-01"), reason: "失去联系".to_owned() };
    assert_eq!(membership, Membership::Suspended { steps: days.clone(), suspension });
    let left = membership.step(&M::Left { road: Road::SelfDropout }, day("2024-05-01")).unwrap();
    let leaving = Leaving { road: Road::SelfDropout, on: day("2024-05-01") };
    assert_eq!(left, Membership::Left { steps: days, was: Stage::Suspended, leaving });
    let again = left.step(&M::AppliedAgain, day("2026")).unwrap();
    let anew = Steps { applied_on: Some(day("2026")), ..Steps::default() };
    assert_eq!(again, Membership::Applicant { steps: anew });
}

#[test]
fn words_have_ids_that_lead_back() {
    for stage in Stage::ALL {
        assert_eq!(Stage::of_id(stage.id()), Some(*stage));
        assert_eq!(serde_json::to_value(stage).unwrap(), stage.id());
    }
    for road in Road::ALL {
        assert_eq!(Road::of_id(road.id()), Some(*road));
        assert_eq!(serde_json::to_value(road).unwrap(), road.id());
    }
    for step in MembershipStep::samples() {
        assert_eq!(serde_json::to_value(&step).unwrap()["step"], step.id());
    }
    assert_eq!(Stage::of_id("member"), None);
}

fn kept(before: &Steps, after: &Steps) -> bool {
    let keeps = |before: Option<Dated>, after: Option<Dated>| before.is_none() || before == after;
    keeps(before.applied_on, after.applied_on)
        && keeps(before.activist_on, after.activist_on)
        && keeps(before.candidate_on, after.candidate_on)
        && keeps(before.admitted_on, after.admitted_on)
        && keeps(before.regularised_on, after.regularised_on)
        && before.extension_months <= after.extension_months
}

proptest! {
    /// From an applicant, whatever is tried: a step sets its own day and forgets none, except that
    /// who applies again begins anew; after leaving there is no other step.
    #[test]
    fn steps_keep_days(tried in prop::collection::vec((any::step(), any::dated()), 0..40)) {
        let mut membership = at(Stage::Applicant, Steps::default());
        for (step, on) in tried {
            if matches!(step, MembershipStep::ProbationExtended { months } if months < 0) {
                continue;
            }
            let before = membership.clone();
            let Ok(after) = membership.step(&step, on) else {
                membership = before;
                continue;
            };
            let again = step == MembershipStep::AppliedAgain;
            prop_assert_eq!(again, before.stage() == Stage::Left);
            if again {
                let anew = Steps { applied_on: Some(on), ..Steps::default() };
                prop_assert_eq!(after.steps(), &anew);
            } else {
                prop_assert!(kept(before.steps(), after.steps()));
            }
            let left = matches!(step, MembershipStep::Left { .. });
            prop_assert_eq!(after.stage() == Stage::Left, left);
            membership = after;
        }
    }

    #[test]
    fn any_membership_takes_any_step_or_refuses(
        membership in any::membership(), step in any::step(), on in any::dated(),
    ) {
        let stage = membership.stage();
        match membership.step(&step, on) {
            Ok(after) => prop_assert_eq!(lawful(stage, &step), Some(after.stage())),
            Err(refusal) => prop_assert_eq!(refusal.code, "step-impossible"),
        }
    }
}
