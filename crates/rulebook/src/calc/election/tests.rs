use super::*;
use proptest::prelude::*;
use std::sync::LazyLock;

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| crate::bundled::cpc().unwrap());

fn election(eligible: i64, present: i64, seats: i64, ayes: &[i64]) -> ElectionRequest {
    ElectionRequest {
        meeting: "election".into(),
        eligible,
        present,
        seats,
        ayes: ayes.to_vec(),
        ..ElectionRequest::default()
    }
}

fn hold(eligible: i64, present: i64, seats: i64, ayes: &[i64]) -> ElectionAnswer {
    reckon(&BOOK, &election(eligible, present, seats, ayes)).unwrap()
}

#[test]
fn seats_go_by_votes_among_those_past_half() {
    let answer = hold(30, 24, 3, &[20, 17, 16, 9]);
    assert_eq!(answer.elected, [0, 1, 2]);
    assert_eq!((answer.quorum, answer.difference_ok), (Some(true), Some(true)));
    assert_eq!((answer.shortfall, answer.action), (None, None));
    assert_eq!(hold(20, 20, 3, &[15, 12, 18, 14]).elected, [2, 0, 3]);
}

#[test]
fn a_tie_for_the_last_seat_elects_only_the_clear_ones() {
    let answer = hold(20, 20, 3, &[18, 16, 12, 12]);
    assert_eq!((answer.elected, answer.tied), (vec![0, 1], vec![2, 3]));
    assert!(answer.action.unwrap().en.contains("fresh ballot"));
    // Tied for two seats of three: nobody of them is clear.
    let answer = hold(20, 20, 3, &[13, 18, 13, 13]);
    assert_eq!((answer.elected, answer.tied), (vec![1], vec![0, 2, 3]));
    // Equal votes that all fit are no tie.
    let answer = hold(20, 20, 3, &[16, 16, 16, 3]);
    assert_eq!((answer.elected, answer.tied), (vec![0, 1, 2], vec![]));
}

#[test]
fn too_few_past_half_leave_a_shortfall() {
    let answer = hold(30, 24, 3, &[20, 17, 15, 9]);
    assert_eq!((answer.elected, answer.shortfall), (vec![0, 1], Some(1)));
    assert!(answer.action.unwrap().zh.contains("另行选举"));
}

#[test]
fn without_attendance_nobody_is_elected() {
    let answer = hold(30, 23, 3, &[20, 17, 16, 9]);
    assert_eq!((answer.quorum, answer.elected.len(), answer.shortfall), (Some(false), 0, None));
    assert_eq!(answer.basis.rule, "ele-quorum");
}

#[test]
fn the_surplus_is_a_fifth_rounded_up() {
    for (seats, needed) in [(1, 2), (3, 4), (5, 6), (6, 8), (7, 9), (10, 12)] {
        let answer = hold(40, 40, seats, &[]);
        assert_eq!(answer.candidates_needed, Some(needed), "{seats}");
        assert_eq!(answer.difference_ok, Some(false));
    }
}

#[test]
fn tallies_that_cannot_be_are_told() {
    for (request, reason) in [
        (election(10, 11, 1, &[5, 4]), "present > eligible"),
        (election(0, 0, 1, &[]), "eligible = 0"),
        (election(10, 9, 1, &[10, 0]), "ayes > present"),
        (election(10, 9, 1, &[-1, 0]), "ayes < 0"),
        (election(10, 9, 1, &[6, 6]), "sum of ayes > present * seats"),
    ] {
        let answer = reckon(&BOOK, &request).unwrap();
        assert!(!answer.record_valid && answer.elected.is_empty());
        assert_eq!(answer.quorum, None);
        assert!(answer.reason.unwrap().contains(reason), "{reason}");
    }
    assert_eq!(reckon(&BOOK, &election(9, 9, 0, &[1])).unwrap_err().field, "seats");
}

#[test]
fn the_base_of_the_majority_is_a_setting() {
    let request = election(30, 24, 3, &[20, 17, 14, 13]);
    assert_eq!(reckon(&BOOK, &request).unwrap().elected, [0, 1]);
    let mut book = BOOK.clone();
    let setting = book.settings.iter_mut().find(|s| s.id == "election-majority-base");
    setting.unwrap().value = "present".into();
    let answer = reckon(&book, &request).unwrap();
    assert_eq!((answer.elected, answer.needed), (vec![0, 1, 2], Some(13)));
}

proptest! {
    #[test]
    fn nobody_is_elected_without_half_or_beyond_the_seats(
        present in 1i64..60, absent in 0i64..20, seats in 1i64..8,
        ayes in prop::collection::vec(0i64..60, 0..12),
    ) {
        let request = election(present + absent, present, seats, &ayes);
        let answer = reckon(&BOOK, &request).unwrap();
        prop_assert!(i64::try_from(answer.elected.len()).unwrap() <= seats);
        for index in answer.elected.iter().chain(&answer.tied) {
            prop_assert!(2 * ayes[*index] > present + absent);
        }
        prop_assert!(answer.elected.iter().all(|index| !answer.tied.contains(index)));
    }
}
