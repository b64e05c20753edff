//! Finding people: rosters page by page, search by name, sound, identity number and branch.

use xibao_domain::OrganisationId;
use xibao_domain::tree::{Interval, WHOLE};
use xibao_names::{pinyin, search};
use xibao_store::{PersonRow, RosterCursor, RosterOrder};

use crate::record::unknown_organisation;
use crate::{AppError, Register, project};

/// People on a page, at most.
pub const PAGE_MAX: i64 = 200;
/// A subtree of at most so many people is scanned for a name; a larger one is asked of the index.
const SCAN_MAX: i64 = 120;
/// Hits of the index that are looked at for one answer.
const HITS_MAX: i64 = 120;

/// A page of a roster and where the next one begins.
#[derive(Debug, Clone)]
pub struct RosterPage {
    /// The people of the page.
    pub people: Vec<PersonRow>,
    /// Where the next page begins; `None` after the last.
    pub next: Option<RosterCursor>,
}

/// What a search found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The people, by pinyin.
    pub people: Vec<PersonRow>,
    /// There are more; ask for more of the name, or of a smaller part of the tree.
    pub more: bool,
}

impl Register {
    /// A page of the roster of an organisation: of a branch in the order asked for; of anything
    /// larger branch by branch in the order of the tree, each by strokes.
    ///
    /// # Errors
    /// [`AppError::Refused`] if there is no such organisation; [`AppError::Asked`] for an order by
    /// pinyin across branches.
    pub async fn roster(
        &self,
        id: OrganisationId,
        order: RosterOrder,
        after: Option<&RosterCursor>,
        limit: i64,
    ) -> Result<RosterPage, AppError> {
        let limit = limit.clamp(1, PAGE_MAX);
        let mut session = self.store.read().await?;
        let mut access = session.access();
        let row = access.find_organisation(id).await?.ok_or_else(|| unknown_organisation(id))?;
        let start = RosterCursor { position: row.interval.position, ..RosterCursor::default() };
        let after = after.unwrap_or(&start);
        if row.organisation.kind.holds_members() {
            let mut people = access.branch_roster(id, order, after, limit + 1).await?;
            let next = next(&mut people, limit, |last| key(last, order), row.interval.position);
            return Ok(RosterPage { people, next });
        }
        if order == RosterOrder::Pinyin {
            return Err(AppError::asked(
                "跨支部的名册按组织顺序、支部内按姓氏笔画排列；按拼音请选一个支部",
                "a roster across branches is in the order of the tree, by strokes within each; \
                 choose a branch for an order by pinyin",
            ));
        }
        let mut people = access.subtree_roster(row.interval, after, limit + 1).await?;
        let position = match people.get(usize::try_from(limit - 1).unwrap_or(0)) {
            Some(last) => {
                let branch = access.find_organisation(last.person.held).await?;
                branch.map_or(row.interval.position, |branch| branch.interval.position)
            }
            None => row.interval.position,
        };
        let next = next(&mut people, limit, |last| last.stroke_key.clone(), position);
        Ok(RosterPage { people, next })
    }

    /// People by part of the name, pinyin, initials or the whole identity number, within an
    /// organisation or anywhere. Who has left is found by the identity number only.
    ///
    /// # Errors
    /// [`AppError::Refused`] if there is no such organisation; [`AppError::Asked`] if there is
    /// nothing to search by.
    pub async fn search(
        &self,
        text: &str,
        within: Option<OrganisationId>,
        limit: i64,
    ) -> Result<Found, AppError> {
        let limit = limit.clamp(1, PAGE_MAX);
        if let Ok(read) = xibao_codes::id_number::IdNumber::read(text) {
            return self.search_number(read.number.as_str(), within, limit).await;
        }
        let query = search::query(text).ok_or_else(|| {
            AppError::asked(
                "请输入姓名的一部分、拼音、首字母或完整的公民身份号码",
                "give part of a name, pinyin, initials or a whole identity number",
            )
        })?;
        let mut words: Vec<(&str, bool)> =
            query.terms.iter().map(|term| (term.text.as_str(), term.prefix)).collect();
        let mut session = self.store.read().await?;
        let mut access = session.access();
        let place = match within {
            Some(id) => {
                let row = access.find_organisation(id).await?;
                Some(row.ok_or_else(|| unknown_organisation(id))?)
            }
            None => None,
        };
        let interval = place.as_ref().map_or(WHOLE, |row| row.interval);
        let few = place.is_some() && access.holds_few(interval, SCAN_MAX).await?;
        let hits = if few {
            let start = RosterCursor { position: interval.position, ..RosterCursor::default() };
            access.subtree_roster(interval, &start, SCAN_MAX + 1).await?
        } else {
            // Whoever is held by a branch is found by what stands above it, not by itself.
            let scope = place
                .filter(|row| !row.organisation.kind.holds_members())
                .map(|row| project::scope_word(row.organisation.id));
            words.extend(scope.as_deref().map(|scope| (scope, false)));
            access.search_people(&words, interval, HITS_MAX).await?
        };
        let cut = !few && hits.len() >= usize::try_from(HITS_MAX).unwrap_or(usize::MAX);
        let people = hits
            .into_iter()
            .filter(|row| row.person.is_current() && search::matches(row.person.name(), text))
            .collect();
        Ok(found(people, limit, cut))
    }

    async fn search_number(
        &self,
        number: &str,
        within: Option<OrganisationId>,
        limit: i64,
    ) -> Result<Found, AppError> {
        let blind = self.sealer().blind(number)?;
        let interval = self.interval(within).await?;
        let mut session = self.store.read().await?;
        let mut access = session.access();
        let mut people = Vec::new();
        for row in access.people_of_blind(&blind, limit).await? {
            let branch = access.find_organisation(row.person.held).await?;
            if branch.is_some_and(|branch| interval.contains(branch.interval)) {
                people.push(row);
            }
        }
        Ok(found(people, limit, false))
    }

    async fn interval(&self, within: Option<OrganisationId>) -> Result<Interval, AppError> {
        match within {
            Some(id) => Ok(self.organisation(id).await?.interval),
            None => Ok(WHOLE),
        }
    }

    /// People on their way to a branch, and on their way out of it.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn transfers(
        &self,
        branch: OrganisationId,
    ) -> Result<(Vec<PersonRow>, Vec<PersonRow>), AppError> {
        let mut session = self.store.read().await?;
        let mut access = session.access();
        let coming = access.transfers_in(branch, PAGE_MAX).await?;
        let going = access.transfers_out(branch, PAGE_MAX).await?;
        Ok((coming, going))
    }
}

fn key(row: &PersonRow, order: RosterOrder) -> Vec<u8> {
    match order {
        RosterOrder::Strokes => row.stroke_key.clone(),
        RosterOrder::Pinyin => row.pinyin_key.clone(),
    }
}

/// Cuts what was read beyond the page and tells where the next one begins.
fn next(
    people: &mut Vec<PersonRow>,
    limit: i64,
    key: impl Fn(&PersonRow) -> Vec<u8>,
    position: i64,
) -> Option<RosterCursor> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if people.len() <= limit {
        return None;
    }
    people.truncate(limit);
    let last = people.last()?;
    Some(RosterCursor { position, key: key(last), id: last.person.id.as_bytes().to_vec() })
}

fn found(mut people: Vec<PersonRow>, limit: i64, cut: bool) -> Found {
    people.sort_by_cached_key(|row| (pinyin::key(row.person.name()), row.person.id));
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = cut || people.len() > limit;
    people.truncate(limit);
    Found { people, more }
}
