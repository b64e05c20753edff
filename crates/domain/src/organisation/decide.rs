//! May this happen to this organisation, as things stand around it?

use xibao_rulebook::Dated;

use super::{Organisation, OrganisationEvent, OrganisationKind, dissolved_refusal};
use crate::{OrganisationId, Refusal};

/// The longest name, in characters.
const NAME_CHARS_MAX: usize = 200;

/// What a decision about an organisation has to know of the others.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The organisation it is to stand under (when founded or moved).
    pub parent: Option<Organisation>,
    /// Everything above that one, from the next above to the top.
    pub above_parent: Vec<OrganisationId>,
    /// Kinds of the organisations directly below that are not dissolved.
    pub children: Vec<OrganisationKind>,
    /// Members and applicants whose relation is held here.
    pub held: i64,
    /// Members who are active or pay dues here although held elsewhere, and transfers on the way
    /// here.
    pub guests: i64,
}

impl Organisation {
    /// Decides on a proposal; what is decided is the state afterwards.
    ///
    /// # Errors
    /// [`Refusal`] saying what stands in the way.
    pub fn decide(
        before: Option<&Organisation>,
        id: OrganisationId,
        proposal: &OrganisationEvent,
        on: Dated,
        around: &Surroundings,
    ) -> Result<Organisation, Refusal> {
        if let Some(organisation) = before
            && !organisation.is_active()
        {
            return Err(dissolved_refusal());
        }
        match proposal {
            OrganisationEvent::OrganisationFounded { name, organisation, parent, card, .. } => {
                check_name(name)?;
                card.values().try_for_each(|value| check_name(value))?;
                check_parent(*organisation, *parent, around)?;
            }
            OrganisationEvent::OrganisationRenamed { name } => check_name(name)?,
            OrganisationEvent::OrganisationMoved { to, basis, .. } => {
                if !basis.is_empty() {
                    check_name(basis)?;
                }
                check_move(before, id, *to, around)?;
            }
            OrganisationEvent::OrganisationDissolved { into } => {
                check_empty(*into == Some(id), around)?;
            }
            OrganisationEvent::OrganisationPostTaken { post } => {
                let taken = before.is_some_and(|organisation| {
                    organisation
                        .holders(post.title)
                        .any(|person| post.title.is_single() || person == post.person)
                });
                if taken {
                    return Err(post_taken());
                }
            }
            OrganisationEvent::OrganisationPostLeft { post } => {
                let held = before.is_some_and(|organisation| {
                    organisation.holders(post.title).any(|person| person == post.person)
                });
                if !held {
                    return Err(Refusal::new(
                        "post-not-held",
                        "这个人没有担任这个职务的记录",
                        "there is no record that this person holds this post",
                    ));
                }
            }
            OrganisationEvent::OrganisationElected { years, posts, .. } => {
                check_election(*years, posts)?;
            }
            OrganisationEvent::OrganisationCardChanged { changes } => {
                for value in changes.values().flatten() {
                    check_name(value)?;
                }
            }
        }
        Organisation::after(before.cloned(), id, proposal, on)
    }
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let wrong = name.trim().is_empty()
        || name.chars().count() > NAME_CHARS_MAX
        || name.chars().any(char::is_control);
    if wrong {
        return Err(Refusal::new(
            "name-form",
            format!("文字须在1到{NAME_CHARS_MAX}个字之间，不能换行：“{}”", shown(name)),
            format!("a text has 1 to {NAME_CHARS_MAX} characters on one line: '{}'", shown(name)),
        ));
    }
    Ok(())
}

fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}

fn check_parent(
    kind: OrganisationKind,
    parent: Option<OrganisationId>,
    around: &Surroundings,
) -> Result<(), Refusal> {
    let above = around.parent.as_ref().filter(|above| Some(above.id) == parent);
    if parent.is_some() && above.is_none() {
        return Err(Refusal::new(
            "parent-unknown",
            "上级组织不存在",
            "the organisation above does not exist",
        ));
    }
    if above.is_some_and(|above| !above.is_active()) {
        return Err(dissolved_refusal());
    }
    let above = above.map(|organisation| organisation.kind);
    if kind.may_stand_under(above) {
        return Ok(());
    }
    let (zh, en) = match above {
        Some(above) => (above.text().zh, above.text().en),
        None => ("最上一级".to_owned(), "the top".to_owned()),
    };
    Err(Refusal::new(
        "kind-under-kind",
        format!("{}不能直接设在{zh}之下", kind.text().zh),
        format!("a {} cannot stand directly under {en}", kind.text().en),
    ))
}

fn check_move(
    before: Option<&Organisation>,
    id: OrganisationId,
    to: OrganisationId,
    around: &Surroundings,
) -> Result<(), Refusal> {
    let Some(organisation) = before else { return Ok(()) };
    if to == id || around.above_parent.contains(&id) {
        return Err(Refusal::new(
            "cycle",
            "不能把一个组织移到它自己或它的下级之下",
            "an organisation cannot be moved under itself or under what stands below it",
        ));
    }
    if organisation.parent == Some(to) {
        return Err(Refusal::new(
            "same-parent",
            "它已经在这个上级之下",
            "it stands under that organisation already",
        ));
    }
    check_parent(organisation.kind, Some(to), around)
}

fn check_empty(into_itself: bool, around: &Surroundings) -> Result<(), Refusal> {
    if into_itself {
        return Err(Refusal::new(
            "merge-with-itself",
            "不能并入自己",
            "an organisation cannot be merged into itself",
        ));
    }
    if around.held > 0 || around.guests > 0 || !around.children.is_empty() {
        return Err(Refusal::new(
            "not-empty",
            format!(
                "还有{}名党员和申请人、{}项在此活动或转入、{}个下级组织；请先转走或用合并",
                around.held,
                around.guests,
                around.children.len()
            ),
            format!(
                "{} people are held here, {} are active here or on the way, {} organisations \
                 stand below; move them first, or merge",
                around.held,
                around.guests,
                around.children.len()
            ),
        ));
    }
    Ok(())
}

fn check_election(years: i32, posts: &[crate::Post]) -> Result<(), Refusal> {
    if !(1..=10).contains(&years) {
        return Err(Refusal::new(
            "term-years",
            format!("任期须在1到10年之间，不是{years}年"),
            format!("a term has 1 to 10 years, not {years}"),
        ));
    }
    for (place, post) in posts.iter().enumerate() {
        let again = posts.iter().take(place).any(|earlier| {
            earlier.title == post.title && (post.title.is_single() || earlier.person == post.person)
        });
        if again {
            return Err(post_taken());
        }
    }
    Ok(())
}

fn post_taken() -> Refusal {
    Refusal::new(
        "post-taken",
        "这个职务已有人担任，先记录免去",
        "the post is held by somebody; record first that it was left",
    )
}
