//! May this happen to this person, as things stand around?

use std::collections::BTreeMap;

use xibao_rulebook::Dated;

use super::{Person, PersonEvent, Registration, merged_refusal, no_transfer, transfer_pending};
use crate::{
    FIELD_CHARS_MAX, FactId, Field, FieldProblem, Fields, Membership, MembershipStep, Organisation,
    OrganisationId, PersonId, Refusal, TransferAct,
};

/// The longest extension of probation that is taken for one, in months: what the article allows is
/// for the rulebook to say, this only catches a slip of the pen.
const EXTENSION_MONTHS_MAX: i64 = 120;

/// The organisations a decision about a person concerns.
#[derive(Debug, Clone, Default)]
pub struct Places {
    known: Vec<Organisation>,
}

impl Places {
    /// These organisations.
    pub fn of(known: Vec<Organisation>) -> Places {
        Places { known }
    }

    fn find(&self, id: OrganisationId) -> Result<&Organisation, Refusal> {
        let place = self.known.iter().find(|organisation| organisation.id == id);
        let place = place.ok_or_else(|| {
            Refusal::new(
                "organisation-unknown",
                format!("没有这个组织：{id}"),
                format!("there is no such organisation: {id}"),
            )
        })?;
        if place.is_active() { Ok(place) } else { Err(crate::organisation::dissolved_refusal()) }
    }

    /// A branch that can hold a relation.
    fn branch(&self, id: OrganisationId) -> Result<&Organisation, Refusal> {
        let place = self.find(id)?;
        if place.kind.holds_members() {
            return Ok(place);
        }
        Err(Refusal::new(
            "not-a-branch",
            format!("党员的组织关系要编入党支部；{}是{}", place.name, place.kind.text().zh),
            format!("a member belongs to a branch; {} is a {}", place.name, place.kind.text().en),
        )
        .by("dev-assign-branch-group"))
    }

    /// A place where members are active.
    fn active(&self, id: OrganisationId) -> Result<(), Refusal> {
        let place = self.find(id)?;
        if place.kind.has_members() {
            return Ok(());
        }
        Err(Refusal::new(
            "not-a-branch",
            format!("党员参加支部或党小组的活动；{}是{}", place.name, place.kind.text().zh),
            format!("members are active in a branch or group; {} is not one", place.name),
        ))
    }
}

impl Person {
    /// Decides on a proposal; what is decided is the state afterwards.
    ///
    /// # Errors
    /// [`Refusal`] saying what stands in the way.
    pub fn decide(
        before: Option<&Person>,
        id: PersonId,
        fact: FactId,
        proposal: &PersonEvent,
        on: Dated,
        places: &Places,
    ) -> Result<Person, Refusal> {
        if before.is_some_and(|person| person.merged_into.is_some()) {
            return Err(merged_refusal());
        }
        check_proposal(before, proposal, places)?;
        Person::after(before.cloned(), id, fact, proposal, on)
    }
}

fn check_proposal(
    before: Option<&Person>,
    proposal: &PersonEvent,
    places: &Places,
) -> Result<(), Refusal> {
    match proposal {
        PersonEvent::PersonRegistered { registration } => check_registration(registration, places),
        PersonEvent::PersonChanged { changes, .. } => check_changes(changes),
        PersonEvent::Absorbed { other, changes, .. } => {
            check_other(before, *other)?;
            check_changes(changes)
        }
        PersonEvent::MembershipStepped { step } => check_step(before, step, places),
        PersonEvent::AffiliationSet { active, dues } => {
            if active.is_some() || dues.is_some() {
                check_open(before)?;
            }
            active.iter().chain(dues).try_for_each(|id| places.active(*id))
        }
        PersonEvent::BranchReorganised { from, to } => {
            check_reorganised(before, *from, *to)?;
            places.branch(*to).map(drop)
        }
        PersonEvent::TransferOpened { to, letter, .. } => {
            check_transfer(before, *to, letter, places)
        }
        PersonEvent::TransferActed { act } => check_act(before, act, places),
        PersonEvent::WentMobile { to, receiving } => {
            check_text("去向", "where to", to)?;
            check_open(before)?;
            receiving.iter().try_for_each(|id| places.active(*id))
        }
        PersonEvent::CameBack if before.is_some_and(|person| person.mobile.is_none()) => {
            Err(Refusal::new("not-away", "没有外出的记录", "there is no record of being away"))
        }
        PersonEvent::SearchFailed if before.is_some_and(|person| person.lost.is_none()) => {
            Err(Refusal::new(
                "not-lost",
                "没有失去联系的记录，先记录何时失联",
                "there is no record of lost contact; record that first",
            ))
        }
        PersonEvent::ContactLost => {
            check_open(before)?;
            if before.is_some_and(|person| person.lost.is_some()) {
                return Err(Refusal::new(
                    "lost-already",
                    "已经记录失联",
                    "lost contact is on record already",
                ));
            }
            Ok(())
        }
        PersonEvent::MembershipDaysCorrected { reason, .. } => {
            check_text("更正理由", "the reason", reason)
        }
        PersonEvent::MergedInto { survivor } => check_merge(before, *survivor),
        _ => Ok(()),
    }
}

fn check_merge(before: Option<&Person>, survivor: PersonId) -> Result<(), Refusal> {
    check_other(before, survivor)?;
    if before.is_some_and(|person| person.pending_transfer().is_some()) {
        return Err(transfer_pending());
    }
    Ok(())
}

fn check_other(before: Option<&Person>, other: PersonId) -> Result<(), Refusal> {
    if before.is_some_and(|person| person.id == other) {
        return Err(Refusal::new(
            "merge-with-itself",
            "不能与自己合并",
            "a record cannot be joined to itself",
        ));
    }
    Ok(())
}

fn check_reorganised(
    before: Option<&Person>,
    from: OrganisationId,
    to: OrganisationId,
) -> Result<(), Refusal> {
    let Some(person) = before else { return Ok(()) };
    if person.held != from {
        return Err(Refusal::new(
            "held-elsewhere",
            format!("组织关系不在{from}，而在{}；请按现在的支部办理", person.held),
            format!("the relation is not held by {from} but by {}; start from there", person.held),
        ));
    }
    if to == from { Err(same_branch()) } else { Ok(()) }
}

fn check_step(
    before: Option<&Person>,
    step: &MembershipStep,
    places: &Places,
) -> Result<(), Refusal> {
    match step {
        MembershipStep::AppliedAgain => {
            before.map_or(Ok(()), |person| places.branch(person.held).map(drop))
        }
        MembershipStep::ProbationExtended { months }
            if !(1..=EXTENSION_MONTHS_MAX).contains(months) =>
        {
            Err(Refusal::new(
                "extension-months",
                format!("延长预备期须为1到{EXTENSION_MONTHS_MAX}个月，不是{months}个月"),
                format!(
                    "probation is extended by 1 to {EXTENSION_MONTHS_MAX} months, not {months}"
                ),
            ))
        }
        MembershipStep::Suspended { reason } => check_reason(reason),
        _ => Ok(()),
    }
}

fn check_act(before: Option<&Person>, act: &TransferAct, places: &Places) -> Result<(), Refusal> {
    let person = before.ok_or_else(no_transfer)?;
    let transfer = person.pending_transfer().ok_or_else(no_transfer)?;
    match act {
        // These end it: always possible, whatever has become of the person and the branch.
        TransferAct::Refused { reason } | TransferAct::Withdrawn { reason } => {
            return check_reason(reason);
        }
        TransferAct::LetterReissued { letter, .. } => check_letter(letter)?,
        TransferAct::Received { .. } => {}
    }
    if transfer.person_on.is_some() {
        return Ok(());
    }
    check_open(before)?;
    places.branch(transfer.to).map(drop)
}

fn check_registration(registration: &Registration, places: &Places) -> Result<(), Refusal> {
    check_fields(&registration.fields)?;
    if let Some(mobile) = &registration.mobile {
        check_text("去向", "where to", &mobile.to)?;
    }
    if let Membership::Suspended { suspension, .. } = &registration.membership {
        check_reason(&suspension.reason)?;
    }
    places.branch(registration.held).map(drop)
}

fn check_fields(fields: &Fields) -> Result<(), Refusal> {
    if !fields.contains_key(&Field::Name) {
        return Err(Refusal::new("name-missing", "缺姓名", "the name is missing"));
    }
    fields.iter().try_for_each(|(field, value)| {
        field.check(value).map_err(|problem| refused_field(&problem))
    })
}

fn check_changes(changes: &BTreeMap<Field, Option<String>>) -> Result<(), Refusal> {
    if changes.get(&Field::Name).is_some_and(Option::is_none) {
        return Err(Refusal::new("name-missing", "姓名不能清空", "a name cannot be emptied"));
    }
    for (field, value) in changes {
        if let Some(value) = value {
            field.check(value).map_err(|problem| refused_field(&problem))?;
        }
    }
    Ok(())
}

fn refused_field(problem: &FieldProblem) -> Refusal {
    let name = problem.field.text();
    Refusal::new(
        "field-form",
        format!("{}：{}", name.zh, problem.text.zh),
        format!("{}: {}", name.en, problem.text.en),
    )
}

fn check_transfer(
    before: Option<&Person>,
    to: OrganisationId,
    letter: &str,
    places: &Places,
) -> Result<(), Refusal> {
    check_open(before)?;
    check_letter(letter)?;
    let Some(person) = before else { return Ok(()) };
    if person.pending_transfer().is_some() {
        return Err(transfer_pending());
    }
    if person.held == to {
        return Err(same_branch());
    }
    places.branch(to).map(drop)
}

fn same_branch() -> Refusal {
    Refusal::new("same-branch", "组织关系已在该支部", "the relation is held by that branch already")
}

/// Nothing of the kind happens to who has left.
fn check_open(before: Option<&Person>) -> Result<(), Refusal> {
    match before {
        Some(person) if !person.is_current() => Err(Refusal::new(
            "left",
            "此人已离开，不能办理；重新申请的，先记录重新申请",
            "this person has left; record a new application first",
        )),
        _ => Ok(()),
    }
}

fn check_letter(letter: &str) -> Result<(), Refusal> {
    check_text("介绍信编号", "the number of the letter", letter)
}

/// A reason may be wanting, but not be anything.
fn check_reason(reason: &str) -> Result<(), Refusal> {
    if reason.is_empty() { Ok(()) } else { check_text("理由", "the reason", reason) }
}

fn check_text(zh: &str, en: &str, text: &str) -> Result<(), Refusal> {
    let wrong = text.trim().is_empty()
        || text.chars().count() > FIELD_CHARS_MAX
        || text.chars().any(char::is_control);
    if wrong {
        return Err(Refusal::new(
            "text-form",
            format!("请填写{zh}（一行，不超过{FIELD_CHARS_MAX}字）"),
            format!("{en} is needed, on one line of at most {FIELD_CHARS_MAX} characters"),
        ));
    }
    Ok(())
}
