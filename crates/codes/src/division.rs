//! Administrative divisions from county level up, GB/T 2260, by code, by name and by year.
//!
//! Codes are given up and given anew when a county becomes a district or moves; identity cards keep
//! the code of their day. The table therefore holds every code since 1984, with the years it was in
//! force.

use std::sync::OnceLock;

/// The first year of the table; what was in force then may be older.
pub const FIRST_YEAR: u16 = 1984;

/// The year of the table of what is in force.
pub const LAST_YEAR: u16 = 2023;

const DATA: &str = include_str!("../data/divisions.tsv");

/// A name that a code had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Division {
    /// Six digits: `XX0000` a province, `XXXX00` a prefecture, else a county.
    pub code: &'static str,
    /// The name, such as 朝阳区, without those above it.
    pub name: &'static str,
    /// The first year at whose end the name was in force; none for [`FIRST_YEAR`] or before.
    pub valid_from: Option<u16>,
    /// The last year at whose end it was in force; none if it still is in [`LAST_YEAR`].
    pub valid_to: Option<u16>,
}

/// How high a division stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 省, 自治区, 直辖市, 特别行政区.
    Province,
    /// 市, 地区, 自治州, 盟.
    Prefecture,
    /// 县, 市, 区, 旗.
    County,
}

impl Division {
    /// How high it stands.
    pub fn level(&self) -> Level {
        match self.code {
            code if code.ends_with("0000") => Level::Province,
            code if code.ends_with("00") => Level::Prefecture,
            _ => Level::County,
        }
    }

    /// Whether it still is in force in [`LAST_YEAR`].
    pub fn is_current(&self) -> bool {
        self.valid_to.is_none()
    }

    /// Whether it was in force at the end of a year; before [`FIRST_YEAR`] as then, after
    /// [`LAST_YEAR`] as then.
    pub fn is_valid_in(&self, year: u16) -> bool {
        let year = year.clamp(FIRST_YEAR, LAST_YEAR);
        self.valid_from.is_none_or(|from| from <= year) && self.valid_to.is_none_or(|to| year <= to)
    }

    /// A name of the table's own that no one uses in an address, such as 市辖区.
    fn is_placeholder(&self) -> bool {
        matches!(self.name, "市辖区" | "县" | "市") || self.name.contains("直辖县级")
    }
}

/// Every name a code ever had, oldest first; empty for a code that never was.
///
/// ```
/// use xibao_codes::division::find;
///
/// let names: Vec<&str> = find("130503").iter().map(|division| division.name).collect();
/// assert_eq!(names, ["桥西区", "信都区"]);
/// ```
pub fn find(code: &str) -> &'static [Division] {
    let all = table();
    let from = all.partition_point(|division| division.code < code);
    let to = all.partition_point(|division| division.code <= code);
    all.get(from..to).unwrap_or_default()
}

/// Whether a code ever was in force.
pub fn exists(code: &str) -> bool {
    !find(code).is_empty()
}

/// The division a code stands for now, or none.
pub fn current(code: &str) -> Option<&'static Division> {
    find(code).iter().find(|division| division.is_current())
}

/// The division a code stood for at the end of a year, or none.
pub fn at(code: &str, year: u16) -> Option<&'static Division> {
    find(code).iter().find(|division| division.is_valid_in(year))
}

/// The province of a code, whether or not the code itself is known.
///
/// ```
/// assert_eq!(xibao_codes::division::province_of("330199").map(|p| p.name), Some("浙江省"));
/// assert!(xibao_codes::division::province_of("990000").is_none());
/// ```
pub fn province_of(code: &str) -> Option<&'static Division> {
    find(&format!("{}0000", code.get(..2)?)).last()
}

/// The names from the province down to a code, as they are now or were last: 河北省邢台市信都区.
pub fn path(code: &str) -> Option<String> {
    let own = find(code).last()?;
    let prefecture = format!("{}00", code.get(..4)?);
    let mut path = province_of(code)?.name.to_owned();
    if own.level() == Level::County
        && let Some(above) = find(&prefecture).last().filter(|above| !above.is_placeholder())
        && above.name != own.name
    {
        path.push_str(above.name);
    }
    if own.level() != Level::Province && !own.is_placeholder() {
        path.push_str(own.name);
    }
    Some(path)
}

/// The divisions that a path of names stands for, such as 浙江省杭州市滨江区, 浙江杭州滨江 or 滨江区.
///
/// A year asks for what was in force at its end; none for what is in force now. Levels may be left
/// out and endings such as 省 and 市 too. Several divisions come back if the names do not tell them
/// apart; none if nothing has the names. Ordered by code.
///
/// ```
/// use xibao_codes::division::by_path;
///
/// assert_eq!(by_path("北京市朝阳区", None)[0].code, "110105");
/// assert!(by_path("朝阳区", None).len() > 1);
/// ```
pub fn by_path(text: &str, year: Option<u16>) -> Vec<&'static Division> {
    let text = crate::tidy::tidy(text).replace("市辖区", "");
    let text: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    if text.is_empty() {
        return Vec::new();
    }
    let valid = |division: &&Division| match year {
        Some(year) => division.is_valid_in(year),
        None => division.is_current(),
    };
    let all = || table().iter().filter(valid).filter(|division| !division.is_placeholder());
    let mut found = Vec::new();
    follow(&text, None, &all, &mut found);
    found.sort_unstable_by_key(|division| division.code);
    found.dedup();
    let exact = |division: &&&Division| text.ends_with(division.name);
    let whole: Vec<&'static Division> = found.iter().filter(exact).copied().collect();
    if whole.is_empty() { found } else { whole }
}

/// Adds the divisions below one that the rest of a path names.
fn follow<I: Iterator<Item = &'static Division>>(
    rest: &str,
    above: Option<&'static Division>,
    all: &impl Fn() -> I,
    found: &mut Vec<&'static Division>,
) {
    for division in all().filter(|division| above.is_none_or(|above| is_below(division, above))) {
        for name in names(division) {
            match rest.strip_prefix(name) {
                Some("") => found.push(division),
                Some(rest) if division.level() != Level::County => {
                    follow(rest, Some(division), all, found);
                }
                _ => {}
            }
        }
    }
}

fn is_below(division: &Division, above: &Division) -> bool {
    let digits = if above.level() == Level::Province { 2 } else { 4 };
    division.level() > above.level() && division.code.get(..digits) == above.code.get(..digits)
}

/// The name and, where it stays clear, the name without its ending.
fn names(division: &Division) -> impl Iterator<Item = &'static str> {
    let endings: &[&str] = match division.level() {
        Level::Province => {
            &["壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "市"]
        }
        Level::Prefecture => &["地区", "市", "盟"],
        Level::County => &["县", "市", "区"],
    };
    let name = division.name;
    let short = endings.iter().find_map(|ending| name.strip_suffix(ending));
    std::iter::once(name).chain(short.filter(|short| short.chars().count() > 1))
}

fn table() -> &'static [Division] {
    static TABLE: OnceLock<Vec<Division>> = OnceLock::new();
    TABLE.get_or_init(|| {
        DATA.lines().filter(|line| !line.starts_with('#')).filter_map(read_line).collect()
    })
}

fn read_line(line: &'static str) -> Option<Division> {
    let mut fields = line.split('\t');
    let (code, name) = (fields.next()?, fields.next()?);
    let mut year = || fields.next().and_then(|year| year.parse().ok());
    let (valid_from, valid_to) = (year(), year());
    Some(Division { code, name, valid_from, valid_to })
}
