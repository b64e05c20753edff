//! A place in the tree for what is new or moves, with as little renumbering as there is room for.

use std::collections::HashMap;

use xibao_domain::OrganisationId;
use xibao_domain::tree::{Above, Interval, Site, WHOLE, place as site_of};
use xibao_store::{Access, OrganisationRow};

use crate::AppError;

/// Organisations read at once.
const PAGE: i64 = 5_000;

/// An organisation, or `None` for the whole, which holds the tops of all trees.
type Node = Option<OrganisationId>;

/// A subtree that is to stand under `parent`: its root first, then everything below, in order.
/// Returns every row whose interval changes, the subtree's own among them.
pub(crate) async fn place(
    access: &mut Access<'_>,
    parent: Node,
    subtree: Vec<OrganisationRow>,
) -> Result<Vec<OrganisationRow>, AppError> {
    let Some(root) = subtree.first().map(|row| row.organisation.id) else {
        return Ok(Vec::new());
    };
    let mut above = circles(access, parent).await?;
    let around = above.first().map_or(WHOLE, |one| one.interval);
    let count = i64::try_from(subtree.len()).unwrap_or(i64::MAX);
    // What is on its way has numbers below every interval.
    let taken = access.last_taken(parent).await?.filter(|last| *last >= around.position);
    if around.room(taken, count).is_none() {
        for one in &mut above {
            one.inside = access.organisations_within(one.interval).await?;
        }
    }
    let site = site_of(Some(root), count, taken, &above).ok_or_else(no_room)?;
    let rows =
        if site.root == Some(root) { subtree } else { joined(access, site.into, subtree).await? };
    numbered(site, &rows).ok_or_else(no_room)
}

/// The organisation to stand under, everything above it, and the whole.
async fn circles(access: &mut Access<'_>, parent: Node) -> Result<Vec<Above<Node>>, AppError> {
    let mut circles = Vec::new();
    if let Some(id) = parent
        && let Some(row) = access.find_organisation(id).await?
    {
        let further = access.organisations_above(row.interval.position).await?;
        for row in std::iter::once(row).chain(further) {
            let id = Some(row.organisation.id);
            circles.push(Above { id, interval: row.interval, inside: 0 });
        }
    }
    circles.push(Above { id: None, interval: WHOLE, inside: 0 });
    Ok(circles)
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

/// New intervals for all trees of the register, under a root that is not there.
pub(crate) fn number_all(rows: &[OrganisationRow]) -> Option<Vec<OrganisationRow>> {
    numbered(Site { root: None, into: WHOLE }, rows)
}

/// The rows whose interval changes.
fn numbered(site: Site<Node>, rows: &[OrganisationRow]) -> Option<Vec<OrganisationRow>> {
    let mut children: HashMap<Node, Vec<Node>> = HashMap::new();
    for row in rows {
        children.entry(row.organisation.parent).or_default().push(Some(row.organisation.id));
    }
    let numbers = site.numbers(|id| children.get(id).cloned().unwrap_or_default())?;
    let changed = rows.iter().filter_map(|row| {
        let interval = *numbers.get(&Some(row.organisation.id))?;
        (interval != row.interval).then(|| OrganisationRow { interval, ..row.clone() })
    });
    Some(changed.collect())
}
