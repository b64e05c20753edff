//! A place in the tree for what is new or moves, with as little renumbering as there is room for.

use std::collections::HashMap;

use xibao_domain::OrganisationId;
use xibao_domain::tree::{Interval, WHOLE, spread};
use xibao_store::{Access, OrganisationRow};

use crate::AppError;

/// Organisations read at once.
const PAGE: i64 = 5_000;
/// An interval is spread out if it has so many numbers for each organisation in it, so that the
/// next ones find room again.
const ROOMY: i64 = 1 << 10;

/// A subtree that is to stand under `parent`: its root first, then everything below, in order.
/// Returns every row whose interval changes, the subtree's own among them.
pub(crate) async fn place(
    access: &mut Access<'_>,
    parent: Option<OrganisationId>,
    subtree: Vec<OrganisationRow>,
) -> Result<Vec<OrganisationRow>, AppError> {
    let above = match parent {
        Some(id) => access.find_organisation(id).await?,
        None => None,
    };
    let around = above.as_ref().map_or(WHOLE, |row| row.interval);
    let count = i64::try_from(subtree.len()).unwrap_or(i64::MAX);
    // What is on its way has numbers below every interval.
    let taken = access.last_taken(parent).await?.filter(|last| *last >= around.position);
    if let Some(room) = around.room(taken, count)
        && let Some(placed) = number(room, &subtree)
    {
        return Ok(placed);
    }
    respread(access, above, subtree).await
}

/// Spreads out the smallest subtree around that has room for all.
async fn respread(
    access: &mut Access<'_>,
    above: Option<OrganisationRow>,
    subtree: Vec<OrganisationRow>,
) -> Result<Vec<OrganisationRow>, AppError> {
    let mut circles = Vec::new();
    if let Some(parent) = above {
        let further = access.organisations_above(parent.interval.position).await?;
        circles.push(parent);
        circles.extend(further);
    }
    let added = i64::try_from(subtree.len()).unwrap_or(i64::MAX);
    for circle in circles {
        let count = access.organisations_within(circle.interval).await?.saturating_add(added);
        if circle.interval.width() / count < ROOMY {
            continue;
        }
        let rows = joined(access, circle.interval, subtree).await?;
        return number(circle.interval, &rows).ok_or_else(no_room);
    }
    let rows = joined(access, WHOLE, subtree).await?;
    number_all(&rows).ok_or_else(no_room)
}

/// Everything in an interval as it will be: what is there without the subtree, then the subtree.
async fn joined(
    access: &mut Access<'_>,
    within: Interval,
    subtree: Vec<OrganisationRow>,
) -> Result<Vec<OrganisationRow>, AppError> {
    let moving: std::collections::HashSet<OrganisationId> =
        subtree.iter().map(|row| row.organisation.id).collect();
    let mut rows = whole_subtree(access, within).await?;
    rows.retain(|row| !moving.contains(&row.organisation.id));
    rows.extend(subtree);
    Ok(rows)
}

/// Every organisation in an interval, in order.
pub(crate) async fn whole_subtree(
    access: &mut Access<'_>,
    within: Interval,
) -> Result<Vec<OrganisationRow>, AppError> {
    let mut rows: Vec<OrganisationRow> = Vec::new();
    loop {
        let after = rows.last().map_or(within.position - 1, |row| row.interval.position);
        let page = access.subtree(within, after, PAGE).await?;
        if page.is_empty() {
            return Ok(rows);
        }
        rows.extend(page);
    }
}

fn no_room() -> AppError {
    AppError::Inconsistent("the tree has no room left for its organisations".to_owned())
}

/// New intervals for a subtree whose root is the first row.
fn number(into: Interval, rows: &[OrganisationRow]) -> Option<Vec<OrganisationRow>> {
    let root = rows.first()?.organisation.id;
    let children = children(rows);
    let numbers = spread(into, Some(root), |id| children.get(id).cloned().unwrap_or_default())?;
    Some(renumbered(rows, &numbers))
}

/// New intervals for all trees of the register, under a root that is not there.
pub(crate) fn number_all(rows: &[OrganisationRow]) -> Option<Vec<OrganisationRow>> {
    let children = children(rows);
    let numbers = spread(WHOLE, None, |id| children.get(id).cloned().unwrap_or_default())?;
    Some(renumbered(rows, &numbers))
}

type Children = HashMap<Option<OrganisationId>, Vec<Option<OrganisationId>>>;

fn children(rows: &[OrganisationRow]) -> Children {
    let mut children: Children = HashMap::new();
    for row in rows {
        children.entry(row.organisation.parent).or_default().push(Some(row.organisation.id));
    }
    children
}

fn renumbered(
    rows: &[OrganisationRow],
    numbers: &HashMap<Option<OrganisationId>, Interval>,
) -> Vec<OrganisationRow> {
    rows.iter()
        .filter_map(|row| {
            let interval = *numbers.get(&Some(row.organisation.id))?;
            (interval != row.interval).then(|| OrganisationRow { interval, ..row.clone() })
        })
        .collect()
}
