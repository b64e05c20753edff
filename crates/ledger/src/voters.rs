//! Those who may vote, told from all who are there.

use crate::error::letters;
use crate::mapping::{ColumnMap, Mapping};
use crate::target::Target;
use xibao_rulebook::Text;

/// What headers say of those who may vote.
const VOTING: &str = "表决权";

/// Does one of two columns of the same number count those who may vote, and the other everybody?
pub(crate) fn are_rivals(known: &ColumnMap, header: &str) -> bool {
    counted(known).is_some() && known.header.contains(VOTING) != header.contains(VOTING)
}

/// Owner and field of a column that counts people at a meeting.
fn counted(column: &ColumnMap) -> Option<(&str, &str)> {
    let Target::Field(target) = &column.target else { return None };
    let field = target.field.as_str();
    matches!(field, "eligible" | "present").then_some((target.owner.as_str(), field))
}

impl Mapping {
    /// Where a meeting has a column of those who may vote beside one of all who should come, the
    /// columns without that word count everybody. Quorum and majority are reckoned from those who
    /// may vote, so the others must not be mixed in.
    pub(crate) fn settle_voters(&mut self) {
        let voting = |column: &ColumnMap| column.header.contains(VOTING);
        let owners: Vec<String> = self
            .columns
            .iter()
            .filter(|column| voting(column))
            .filter_map(|column| Some((column, counted(column)?)))
            .filter(|(column, place)| {
                self.columns.iter().any(|other| {
                    other.index != column.index && counted(other) == Some(*place) && !voting(other)
                })
            })
            .map(|(_, (owner, _))| owner.to_owned())
            .collect();
        let mut unused = Vec::new();
        for column in &mut self.columns {
            let all = counted(column).is_some_and(|(owner, _)| owners.iter().any(|o| o == owner));
            if all && !voting(column) {
                unused.push(format!("{} {}", letters(column.index), column.header));
                column.target = Target::Ignore;
            }
        }
        if !unused.is_empty() {
            let unused = unused.join("、");
            self.notes.push(Text::new(
                format!(
                    "另有有表决权人数一列，因此“{unused}”按全体人数对待，不用于计票；如已是有表决权\
                     人数，请用 --map 指明"
                ),
                format!(
                    "those who may vote have a column of their own, so \"{unused}\" is taken to \
                     count everybody and not used for votes; if it does not, say so with --map"
                ),
            ));
        }
    }
}
