//! Which column of a table is what.

use crate::error::{MapError, letters};
use crate::mapfile::MapFile;
use crate::target::{Aliases, FieldTarget, How, Target, fold_header};
use crate::voters;
use std::collections::BTreeSet;
use xibao_rulebook::{Layout, Rulebook, SlotId, Text};
use xibao_table::{Cell, MergedRegion, Rows};

/// Rows among which the headers are looked for.
pub const HEADER_ROWS: usize = 12;

/// A column and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnMap {
    /// Its place, from 0.
    pub index: usize,
    /// Its header as written.
    pub header: String,
    /// What it holds.
    pub target: Target,
    /// By what it is known.
    pub how: Matched,
    /// A value from the first rows, to show how it is read; the middle of an ID number is hidden.
    pub example: Option<String>,
}

/// By what a column is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matched {
    /// Its header is the name of a kind or a field in the rulebook.
    Name,
    /// Its header is in the table of headers as they are met.
    Alias,
    /// Its header is known, and its cells hold several fields.
    Composite,
    /// The map file says so.
    Override,
}

/// Which column of a table is what.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// The titles, hints and headers, as the user numbers rows; none where the format has its
    /// header apart.
    pub header_rows: Vec<u64>,
    /// Rows above this one (as the user numbers them) are titles and headers.
    pub first_data_row: u64,
    /// Columns that are understood.
    pub columns: Vec<ColumnMap>,
    /// Columns that are not, with the nearest known header.
    pub unknown: Vec<(usize, String, Option<String>)>,
    /// Remarks.
    pub notes: Vec<Text>,
    slots: BTreeSet<SlotId>,
    /// Kinds of fact that rules read and no column holds.
    pub(crate) missing: Vec<Text>,
    /// The rows above the data, for what stands there is repeated on every printed page.
    above: Vec<HeaderRow>,
}

/// The texts of a row with their columns.
type HeaderRow = Vec<(usize, String)>;

/// What is needed to understand a table.
pub struct Beginning<'a> {
    /// Its first rows.
    pub rows: &'a Rows,
    /// Its header, where the format has one.
    pub header: Option<&'a [String]>,
    /// Its merged cells.
    pub merged: &'a [MergedRegion],
}

impl Mapping {
    /// Understands the columns of a table from its beginning.
    ///
    /// # Errors
    /// If no header is known, or a map file names what does not exist.
    pub fn recognise(
        beginning: &Beginning<'_>,
        book: &Rulebook,
        layout: &Layout,
        overrides: Option<&MapFile>,
    ) -> Result<Mapping, MapError> {
        Mapping::recognise_over(beginning, &[], book, layout, overrides)
    }

    /// Understands the columns of a table whose first batch may be shorter than its titles and
    /// headers: `more` are the batches after it, of no use beyond [`HEADER_ROWS`] rows in all.
    ///
    /// # Errors
    /// As [`Mapping::recognise`].
    pub fn recognise_over(
        beginning: &Beginning<'_>,
        more: &[&Rows],
        book: &Rulebook,
        layout: &Layout,
        overrides: Option<&MapFile>,
    ) -> Result<Mapping, MapError> {
        let aliases = Aliases::new(book);
        let top = Top { first: beginning, more };
        let (headers, first_data_row, above) = match beginning.header {
            Some(header) => (header.to_vec(), 0, Vec::new()),
            None => find_headers(&top, &aliases, overrides)?,
        };
        let above_data = |number: &u64| beginning.header.is_none() && *number < first_data_row;
        let mut mapping = Mapping {
            header_rows: (0..top.len()).map(|row| top.number(row)).filter(above_data).collect(),
            first_data_row,
            columns: Vec::new(),
            unknown: Vec::new(),
            notes: Vec::new(),
            slots: BTreeSet::new(),
            missing: Vec::new(),
            above,
        };
        for (index, header) in headers.iter().enumerate() {
            mapping.column(index, header, &aliases, book, overrides)?;
        }
        if let Some(map) = overrides {
            check_used(map, &headers)?;
        }
        mapping.settle_voters();
        mapping.need_something(&headers)?;
        mapping.look_at(&top);
        mapping.slots = slots(&mapping.columns, book, layout);
        mapping.missing = mapping.missing(book, layout);
        Ok(mapping)
    }

    fn column(
        &mut self,
        index: usize,
        header: &str,
        aliases: &Aliases,
        book: &Rulebook,
        overrides: Option<&MapFile>,
    ) -> Result<(), MapError> {
        let own = overrides.and_then(|map| Some((map, override_for(map, index, header)?)));
        let Some(name) = own.map(|(_, (_, target))| target).or(aliases.find(header)) else {
            if !header.trim().is_empty() {
                let near = aliases.nearest(header).map(str::to_owned);
                self.unknown.push((index, header.to_owned(), near));
            }
            return Ok(());
        };
        let target = Target::parse(name, book).map_err(|fault| {
            let at = letters(index);
            let column =
                Text::new(format!("{at} 列“{header}”"), format!("column {at} \"{header}\""));
            match own {
                Some((map, (entry, _))) => map.wrong_target(entry, &column, &fault, book),
                None => MapError::new(
                    format!("{}：{}", column.zh, fault.zh),
                    format!("{}: {}", column.en, fault.en),
                ),
            }
        })?;
        if let Some(twice) = self.columns.iter().find(|known| known.target == target)
            && !may_repeat(&target)
            && !voters::are_rivals(twice, header)
        {
            let (first, second) = (letters(twice.index), letters(index));
            let words = target.words(book);
            self.notes.push(Text::new(
                format!("{first} 列和 {second} 列都是“{}”，只用 {first} 列", words.zh),
                format!("columns {first} and {second} are both \"{}\"; {first} is used", words.en),
            ));
            return Ok(());
        }
        let how = match &target {
            _ if own.is_some() => Matched::Override,
            Target::Field(field) if field.how.is_composite() => Matched::Composite,
            _ if aliases.is_name(header) => Matched::Name,
            _ => Matched::Alias,
        };
        let header = header.trim().to_owned();
        self.columns.push(ColumnMap { index, header, target, how, example: None });
        Ok(())
    }

    fn need_something(&self, headers: &[String]) -> Result<(), MapError> {
        if self.columns.iter().any(|column| matches!(column.target, Target::Field(_))) {
            return Ok(());
        }
        let seen: Vec<&str> =
            headers.iter().map(|h| h.trim()).filter(|h| !h.is_empty()).take(12).collect();
        let seen = seen.join("、");
        Err(MapError::new(
            format!(
                "没有认出任何与发展党员有关的列（看到的表头：{seen}）；请用 --map 指明各列，或用 \
                 --explain-map 查看"
            ),
            format!(
                "no column about admission was recognised (headers seen: {seen}); say which column \
                 is what with --map, or look with --explain-map"
            ),
        ))
    }

    /// The kinds of fact that rules read and no column holds, in the order of the procedure.
    fn missing(&self, book: &Rulebook, layout: &Layout) -> Vec<Text> {
        let kind = |owner: &str| book.kind_of(owner).map(|kind| kind.id.as_str());
        let (mut read, mut held) = (BTreeSet::new(), BTreeSet::new());
        for (slot, name) in layout.iter() {
            let id = kind(&name.owner);
            read.extend(id);
            held.extend(id.filter(|_| self.has(slot)));
        }
        let lacks = |id: &str| read.contains(id) && !held.contains(id);
        let kinds = book.kinds.iter().filter(|kind| lacks(&kind.id));
        kinds.map(|kind| kind.text.clone()).collect()
    }

    /// Does the table carry what this column of the rulebook reads?
    pub fn has(&self, slot: SlotId) -> bool {
        self.slots.contains(&slot)
    }

    /// Does the row say again what stands above the data?
    pub(crate) fn repeats_header(&self, rows: &Rows, row: usize) -> bool {
        self.above.iter().any(|above| {
            let mut same = 0;
            for (column, text) in above {
                match rows.cell(row, *column) {
                    Cell::Text(cell) if cell.trim() == text => same += 1,
                    Cell::Empty => {}
                    _ => return false,
                }
            }
            same >= above.len().min(2)
        })
    }

    /// The table's columns behind a field of a fact, to mark cells.
    pub fn cells_of(&self, owner: &str, field: &str, book: &Rulebook) -> Vec<usize> {
        let kind = |owner: &str| book.kind_of(owner).map(|kind| kind.id.clone());
        let wanted = kind(owner);
        let plain = field.trim_end_matches("_distinct").trim_end_matches("_self");
        let matches = |target: &FieldTarget| {
            let same = target.owner == owner || (wanted.is_some() && kind(&target.owner) == wanted);
            let struck_off = plain == "outcome" && matches!(target.how, How::Cancelled(_));
            let from = plain == "on" && target.field == "from";
            same && (target.field == plain || target.how.is_composite() || from || struck_off)
        };
        self.columns
            .iter()
            .filter(|column| matches!(&column.target, Target::Field(target) if matches(target)))
            .map(|column| column.index)
            .collect()
    }
}

fn no_column(name: &str) -> MapError {
    if let Some(letters) = name.strip_prefix('=') {
        return MapError::new(
            format!("列对照表中的 {name}：表里没有 {letters} 列；请核对列的字母"),
            format!("map file, {name}: the table has no column {letters}; check the letters"),
        );
    }
    MapError::new(
        format!("列对照表中的“{name}”在表里没有这一列；请核对表头，或用 =F 指明列"),
        format!("the table has no column \"{name}\"; check the header or write =F"),
    )
}

/// Every column that the map file names is there.
fn check_used(map: &MapFile, headers: &[String]) -> Result<(), MapError> {
    for name in map.columns.keys() {
        let by_letter = name.strip_prefix('=').is_some_and(|wanted| {
            (0..headers.len()).any(|index| letters(index) == wanted.to_uppercase())
        });
        let by_name = headers.iter().any(|header| same_header(name, header));
        if !by_letter && !by_name {
            return Err(no_column(name));
        }
    }
    Ok(())
}

fn may_repeat(target: &Target) -> bool {
    match target {
        Target::Ignore | Target::Id => true,
        Target::Field(target) => target.how == How::Dates,
        _ => false,
    }
}

/// The entry of the map file for a column, and its target.
fn override_for<'m>(map: &'m MapFile, index: usize, header: &str) -> Option<(&'m str, &'m str)> {
    let found = map.columns.iter().find(|(name, _)| match name.strip_prefix('=') {
        Some(wanted) => letters(index) == wanted.to_uppercase(),
        None => same_header(name, header),
    });
    found.map(|(name, target)| (name.as_str(), target.as_str()))
}

fn same_header(a: &str, b: &str) -> bool {
    fold_header(a) == fold_header(b)
}

/// The first rows of a table, in one batch or several.
pub(crate) struct Top<'a> {
    first: &'a Beginning<'a>,
    more: &'a [&'a Rows],
}

impl Top<'_> {
    fn batches(&self) -> impl Iterator<Item = &Rows> {
        std::iter::once(self.first.rows).chain(self.more.iter().copied())
    }

    /// How many there are to look at.
    pub(crate) fn len(&self) -> usize {
        self.batches().map(Rows::len).sum::<usize>().min(HEADER_ROWS)
    }

    /// The batch of a row and its place there.
    fn find(&self, row: usize) -> Option<(&Rows, usize)> {
        let mut before = 0;
        self.batches().find_map(|rows| {
            let at = row.checked_sub(before).filter(|at| *at < rows.len());
            before += rows.len();
            at.map(|at| (rows, at))
        })
    }

    /// A cell of one of them.
    pub(crate) fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        self.find(row).map_or(Cell::Empty, |(rows, at)| rows.cell(at, column))
    }

    /// The number of a row as a person sees it.
    pub(crate) fn number(&self, row: usize) -> u64 {
        self.find(row).map_or(0, |(rows, at)| rows.number(at))
    }

    fn texts(&self, row: usize) -> Vec<String> {
        let width = self.batches().map(Rows::width).max().unwrap_or(0);
        let text = |column| match self.find(row).map(|(rows, at)| rows.cell(at, column)) {
            Some(Cell::Text(text)) => text.trim().to_owned(),
            Some(Cell::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        (0..width).map(text).collect()
    }
}

/// The headers and the number of the first row below them. Titles and hints above, and a second
/// header row below a group row, are common.
fn find_headers(
    top: &Top<'_>,
    aliases: &Aliases,
    overrides: Option<&MapFile>,
) -> Result<(Vec<String>, u64, Vec<HeaderRow>), MapError> {
    let names = |row: usize| top.texts(row);
    let by_map = |header: &str| {
        overrides.is_some_and(|map| map.columns.keys().any(|name| same_header(name, header)))
    };
    let known = |headers: &[String]| {
        let is_known = |h: &&String| !h.is_empty() && (aliases.find(h).is_some() || by_map(h));
        headers.iter().filter(is_known).count()
    };
    let fixed = overrides.and_then(|map| map.header_row);
    let last = top.len();
    let mut best: Option<(usize, usize, Vec<String>)> = None;
    for row in 0..last {
        if fixed.is_some_and(|fixed| top.number(row) != fixed) {
            continue;
        }
        let single = names(row);
        let mut offers = vec![(known(&single), 1, single.clone())];
        if row + 1 < last {
            let joined = join_groups(top, row, &single, &names(row + 1), aliases);
            offers.push((known(&joined), 2, joined));
        }
        for (score, height, headers) in offers {
            // A second row is worth joining only if it names more.
            if best.as_ref().is_none_or(|(known, ..)| score > *known) {
                best = Some((score, row + height, headers));
            }
        }
    }
    let Some((_, next, headers)) = best.filter(|(score, ..)| *score > 0 || fixed.is_some()) else {
        let seen: Vec<String> =
            (0..last.min(3)).map(|row| names(row).join("|").chars().take(60).collect()).collect();
        let seen = seen.join(" / ");
        let wanted =
            overrides.and_then(|map| map.columns.keys().find(|name| !name.starts_with('=')));
        if let Some(name) = wanted {
            return Err(no_column(name));
        }
        return Err(MapError::new(
            format!("前 {last} 行里没有认出表头（看到：{seen}）；请用 --map 指明表头所在行和各列"),
            format!(
                "no header was recognised in the first {last} rows (seen: {seen}); say with --map \
                 which row holds the headers and which column is what"
            ),
        ));
    };
    let first =
        top.find(next).map_or_else(|| top.number(next - 1) + 1, |(rows, at)| rows.number(at));
    let texts = |row: usize| -> HeaderRow {
        names(row).into_iter().enumerate().filter(|(_, text)| !text.is_empty()).collect()
    };
    let above = (0..next).map(texts).filter(|above| !above.is_empty()).collect();
    Ok((headers, first, above))
}

/// Headers in two rows: the upper names a group over several columns.
fn join_groups(
    top: &Top<'_>,
    row: usize,
    upper: &[String],
    lower: &[String],
    aliases: &Aliases,
) -> Vec<String> {
    // One text at the left, above everything, is a title.
    let title = upper.iter().skip(1).all(String::is_empty);
    let mut joined = Vec::new();
    for (column, below) in lower.iter().enumerate() {
        let above = if title { None } else { group_of(top, row, column, upper, lower) };
        joined.push(match (above, below.is_empty()) {
            (None, _) => below.clone(),
            (Some(above), true) => above.clone(),
            (Some(above), false) => join_pair(above, below, aliases),
        });
    }
    joined
}

/// The text of the upper row that holds for a column: its own, or that of the merged cell; where
/// the format has no merged cells, that of the nearest column to the left.
fn group_of<'h>(
    top: &Top<'_>,
    row: usize,
    column: usize,
    upper: &'h [String],
    lower: &[String],
) -> Option<&'h String> {
    let text = |column: usize| upper.get(column).filter(|text| !text.is_empty());
    if let Some(own) = text(column) {
        return Some(own);
    }
    let number = top.number(row);
    let merged = top.first.merged;
    let covering = merged.iter().find(|region| {
        (region.first_row..=region.last_row).contains(&number)
            && (region.first_column..=region.last_column).contains(&column)
    });
    if let Some(region) = covering {
        return text(region.first_column);
    }
    if !merged.is_empty() {
        return None;
    }
    let named = |column: &usize| lower.get(*column).is_some_and(|below| !below.is_empty());
    let group = (0..=column).rev().take_while(named).find_map(text);
    group.filter(|_| named(&column))
}

/// 转正大会 over 应到 is 转正应到; 支部大会 over 日期 is the meeting itself.
fn join_pair(above: &str, below: &str, aliases: &Aliases) -> String {
    if ["日期", "时间", "年月"].contains(&below) {
        return above.to_owned();
    }
    let both = format!("{above}{below}");
    if aliases.find(&both).is_some() {
        return both;
    }
    if above.contains("转正") { format!("转正{below}") } else { below.to_owned() }
}

/// What the table carries, directly or by inference.
fn slots(columns: &[ColumnMap], book: &Rulebook, layout: &Layout) -> BTreeSet<SlotId> {
    let mut carried: BTreeSet<(String, String)> = BTreeSet::new();
    let mut named = false;
    for column in columns {
        let target = match &column.target {
            Target::Field(target) => target,
            Target::IdNumber => {
                carried.insert(("person".to_owned(), "born".to_owned()));
                continue;
            }
            Target::Name => {
                named = true;
                continue;
            }
            _ => continue,
        };
        let fields: Vec<String> = match target.how {
            How::Period | How::Record | How::Tally => {
                target.how.parts().iter().map(|part| (*part).to_owned()).collect()
            }
            // That a person was struck off says nothing of the meetings of the others.
            How::Cancelled(_) => {
                carried.insert((target.owner.clone(), "outcome".to_owned()));
                continue;
            }
            How::Names => {
                vec![format!("{}_distinct", target.field), format!("{}_self", target.field)]
            }
            _ => vec![target.field.clone()],
        };
        // A column of a selection says nothing of the other facts of its kind.
        let place = |field: String| (target.owner.clone(), field);
        carried.extend(fields.into_iter().map(place));
        carried.extend(["on", "count"].map(str::to_owned).map(place));
    }
    for selection in &book.selections {
        let copied: Vec<(String, String)> = carried
            .iter()
            .filter(|(owner, _)| *owner == selection.kind)
            .map(|(_, field)| (selection.id.clone(), field.clone()))
            .collect();
        carried.extend(copied);
    }
    let mut slots: BTreeSet<SlotId> = carried
        .iter()
        .filter(|(_, field)| named || !field.ends_with("_self"))
        .filter_map(|(owner, field)| layout.find(owner, field))
        .collect();
    slots.insert(SlotId::TODAY);
    slots
}
