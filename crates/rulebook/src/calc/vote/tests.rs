use super::*;
use proptest::prelude::*;
use std::sync::LazyLock;

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| crate::bundled::cpc().unwrap());

fn vote(meeting: &str, eligible: i64, present: i64, ayes: i64) -> VoteRequest {
    VoteRequest { meeting: meeting.into(), eligible, present, ayes, ..VoteRequest::default() }
}

fn result(request: &VoteRequest) -> (Option<bool>, Option<bool>, Option<i64>) {
    let answer = reckon(&BOOK, request).unwrap();
    (answer.quorum, answer.adopted, answer.needed)
}

#[test]
fn admission_counts_those_due_and_equality_is_not_enough() {
    for (eligible, present, ayes, expected) in [
        (21, 12, 11, (true, true, 11)),
        (16, 16, 16, (true, true, 9)),   // PUB-VOT-001
        (16, 8, 8, (false, false, 9)),   // PUB-VOT-002
        (30, 16, 15, (true, false, 16)), // PUB-VOT-007
        (16, 16, 7, (true, false, 9)),   // PUB-VOT-008
        (20, 12, 7, (true, false, 11)),  // PUB-VOT-029: past half of those present is not enough
        (16, 9, 9, (true, true, 9)),
        (15, 8, 8, (true, true, 8)),
        (3, 2, 2, (true, true, 2)),
        (1, 1, 1, (true, true, 1)),
    ] {
        let (quorum, adopted, needed) = expected;
        let found = result(&vote("admission", eligible, present, ayes));
        assert_eq!(
            found,
            (Some(quorum), Some(adopted), Some(needed)),
            "{eligible} {present} {ayes}"
        );
    }
}

#[test]
fn written_ayes_adopt_but_do_not_attend() {
    let request = VoteRequest { written_ayes: 2, ..vote("admission", 21, 11, 9) };
    assert_eq!(result(&request), (Some(true), Some(true), Some(11)));
    let request = VoteRequest { written_ayes: 8, ..vote("admission", 16, 8, 8) };
    assert_eq!(result(&request), (Some(false), Some(false), Some(9)));
}

#[test]
fn tallies_that_cannot_be_are_told() {
    let base = vote("admission", 10, 8, 6);
    for (request, reason) in [
        (vote("admission", 10, 11, 10), "present > eligible"), // PUB-VOT-009
        (vote("admission", 0, 0, 0), "eligible = 0"),          // PUB-VOT-011
        (vote("admission", 10, 8, -1), "ayes < 0"),
        (VoteRequest { noes: 3, ..base.clone() }, "ayes + noes + abstentions > present"),
        (VoteRequest { written_ayes: 3, ..base.clone() }, "written_ayes > eligible - present"),
        (VoteRequest { abstentions: -2, ..base.clone() }, "abstentions < 0"),
        (
            VoteRequest { ballots_collected: Some(9), ..base.clone() },
            "ballots_collected > ballots_issued",
        ),
    ] {
        let answer = reckon(&BOOK, &request).unwrap();
        assert!(!answer.record_valid);
        assert_eq!((answer.quorum, answer.adopted), (None, None));
        assert!(answer.reason.unwrap().contains(reason), "{reason}");
    }
    assert!(reckon(&BOOK, &base).unwrap().record_valid);
}

#[test]
fn the_edition_of_the_day_speaks() {
    let on = |day: &str| VoteRequest { on: Day::parse(day).ok(), ..vote("admission", 9, 9, 9) };
    let cited = |day: &str| {
        let basis = reckon(&BOOK, &on(day)).unwrap().basis;
        (basis.edition, basis.article)
    };
    assert_eq!(cited("2024-05-20"), ("2014".into(), "21".into()));
    assert_eq!(cited("2026-06-01"), ("2026".into(), "20".into()));
    assert_eq!(reckon(&BOOK, &on("2000-01-01")).unwrap_err().field, "on");
}

#[test]
fn a_failed_conversion_has_three_ways_on() {
    let answer = reckon(&BOOK, &vote("conversion", 30, 16, 15)).unwrap(); // PUB-VOT-012
    assert_eq!((answer.adopted, answer.options.len()), (Some(false), 3));
    let answer = reckon(&BOOK, &vote("conversion", 30, 16, 16)).unwrap();
    assert_eq!((answer.adopted, answer.options.len()), (Some(true), 0));
}

#[test]
fn a_show_of_hands_is_told_where_a_rule_asks_for_a_ballot() {
    let open = |meeting: &str| VoteRequest { secret: Some(false), ..vote(meeting, 9, 9, 9) };
    assert_eq!(reckon(&BOOK, &open("admission")).unwrap().method_ok, Some(false)); // PUB-VOT-027
    assert_eq!(reckon(&BOOK, &open("committee")).unwrap().method_ok, None);
}

#[test]
fn half_is_enough_to_attend_a_branch_meeting_unless_the_setting_says_no() {
    let request = vote("branch", 16, 8, 8);
    assert_eq!(result(&request), (Some(true), Some(false), Some(9)));
    let mut book = BOOK.clone();
    let setting = book.settings.iter_mut().find(|s| s.id == "branch-attendance-inclusive");
    setting.unwrap().value = false.into();
    assert_eq!(reckon(&book, &request).unwrap().quorum, Some(false));
}

#[test]
fn an_unknown_meeting_lists_the_known_ones() {
    let refusal = reckon(&BOOK, &vote("party", 9, 9, 9)).unwrap_err();
    assert_eq!(refusal.field, "meeting");
    assert!(refusal.text.en.contains("admission, conversion, branch, committee, election"));
}

#[test]
fn the_arithmetic_is_in_words() {
    let why = reckon(&BOOK, &vote("admission", 21, 12, 11)).unwrap().why;
    assert!(
        why.zh.contains("2 × 12 = 24 > 21") && why.zh.contains("2 × 11 = 22 > 21"),
        "{}",
        why.zh
    );
    let why = reckon(&BOOK, &vote("election", 30, 24, 16)).unwrap().why;
    assert!(why.en.contains("5 × 24 = 120, 4 × 30 = 120, 120 ≥ 120"), "{}", why.en);
}

proptest! {
    #[test]
    fn needed_is_the_least_that_adopts(eligible in 1i64..3_000, kind in 0usize..6) {
        let meeting = &BOOK.meetings[kind];
        let test = meeting.adoption.settled(&BOOK);
        let needed = test.needed(eligible);
        prop_assert!(test.holds(needed, eligible));
        prop_assert!(!test.holds(needed - 1, eligible));
        let quorum = meeting.quorum.settled(&BOOK);
        let least = quorum.needed(eligible);
        prop_assert!(quorum.holds(least, eligible) && !quorum.holds(least - 1, eligible));
        prop_assert!(least <= eligible);
    }

    #[test]
    fn more_ayes_never_undo_an_adoption(
        eligible in 1i64..400, present in 0i64..400, ayes in 0i64..400,
    ) {
        let present = present.min(eligible);
        let ayes = ayes.min(present);
        let adopted = |ayes| reckon(&BOOK, &vote("admission", eligible, present, ayes)).unwrap().adopted;
        if ayes < present && adopted(ayes) == Some(true) {
            prop_assert_eq!(adopted(ayes + 1), Some(true));
        }
        let expected = 2 * present > eligible && 2 * ayes > eligible;
        prop_assert_eq!(adopted(ayes), Some(expected));
    }
}
