//! Which branch a row means, and whether its person is in the register already.

use std::collections::HashMap;

use xibao_domain::tree::Interval;
use xibao_domain::{Field, OrganisationId};
use xibao_roster::read::Entry;
use xibao_rulebook::Text;
use xibao_store::{Access, OrganisationRow, PersonRow};

use crate::AppError;

/// People of one name that are looked at.
const NAMESAKES_MAX: i64 = 50;

/// A branch a row can mean, or why none.
pub(crate) type Branch = Result<(OrganisationId, String), Text>;

/// Branches by the names in the file.
pub(crate) struct Branches {
    within: OrganisationRow,
    known: HashMap<String, Branch>,
}

impl Branches {
    pub(crate) fn of(within: OrganisationRow) -> Branches {
        Branches { within, known: HashMap::new() }
    }

    pub(crate) const fn interval(&self) -> Interval {
        self.within.interval
    }

    /// The branch of a row: the one it names, or the one the file is about.
    pub(crate) async fn find(
        &mut self,
        access: &mut Access<'_>,
        name: Option<&str>,
    ) -> Result<Branch, AppError> {
        let own = &self.within.organisation;
        let Some(name) = name else {
            return Ok(if own.kind.holds_members() {
                Ok((own.id, own.name.clone()))
            } else {
                Err(Text::new(
                    "这一行没有写所在党支部，导入范围又不是一个支部；请补填，或选定支部",
                    "the row names no branch and the import is not for one branch: fill it in, \
                     or choose a branch",
                ))
            });
        };
        if let Some(known) = self.known.get(name) {
            return Ok(known.clone());
        }
        let found = access.organisations_named(name).await?;
        let branch = self.choose(name, &found);
        self.known.insert(name.to_owned(), branch.clone());
        Ok(branch)
    }

    fn choose(&self, name: &str, found: &[OrganisationRow]) -> Branch {
        let fitting: Vec<&OrganisationRow> = found
            .iter()
            .filter(|row| self.within.interval.contains(row.interval))
            .filter(|row| row.organisation.is_active() && row.organisation.kind.holds_members())
            .collect();
        match fitting.as_slice() {
            [one] => Ok((one.organisation.id, one.organisation.name.clone())),
            [] => Err(Text::new(
                format!("“{name}”不是导入范围内的党支部；请用党组织全称，或先建立这个支部"),
                format!(
                    "'{name}' is no branch within the import: use its full name, or found it first"
                ),
            )),
            several => Err(Text::new(
                format!("有{}个支部都叫“{name}”，请缩小导入范围", several.len()),
                format!(
                    "{} branches are called '{name}': import for a smaller part",
                    several.len()
                ),
            )),
        }
    }
}

/// Whether a row's person is in the register.
pub(crate) enum Match {
    /// Nobody.
    Nobody,
    /// This one.
    One(Box<PersonRow>),
    /// It cannot be told.
    Unclear(Text),
}

/// Matches rows that have an identity number by its blind index, the others by name and birth in
/// the same branch.
pub(crate) async fn find(
    access: &mut Access<'_>,
    entry: &Entry,
    branch: Option<OrganisationId>,
    of_number: &[&PersonRow],
) -> Result<Match, AppError> {
    match of_number {
        [one] => return Ok(Match::One(Box::new((*one).clone()))),
        [] => {}
        several => {
            return Ok(Match::Unclear(Text::new(
                format!("登记册里有{}人用这个公民身份号码，请先查重合并", several.len()),
                format!("{} people have this identity number; merge them first", several.len()),
            )));
        }
    }
    let Some(name) = entry.fields.get(&Field::Name) else { return Ok(Match::Nobody) };
    let namesakes = access.people_named(name, NAMESAKES_MAX).await?;
    let here: Vec<&PersonRow> = namesakes
        .iter()
        .filter(|row| row.person.is_current() && Some(row.person.held) == branch)
        .filter(|row| row.person.blind.is_none() || !entry.fields.contains_key(&Field::IdNumber))
        .collect();
    let born = entry.fields.get(&Field::Born);
    let same: Vec<&&PersonRow> =
        here.iter().filter(|row| row.person.fields.get(&Field::Born) == born).collect();
    match (same.as_slice(), here.as_slice()) {
        ([one], _) if born.is_some() => Ok(Match::One(Box::new((**one).clone()))),
        (_, []) => Ok(Match::Nobody),
        _ => Ok(Match::Unclear(Text::new(
            "支部里有同名的人，又没有公民身份号码或出生日期可以核对",
            "somebody of this name is in the branch, and neither identity number nor day of birth \
             tells whether it is the same",
        ))),
    }
}
