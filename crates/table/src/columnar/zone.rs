//! The day of an instant in the time zone that its column names.
//!
//! Offsets of the mainland are those of the time zone database (IANA tzdata 2025b, zone
//! Asia/Shanghai), summer time of 1919 to 1991 and local mean time before 1901 included.

use crate::error::Note;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const BEIJING: i64 = 8 * HOUR;
/// Xinjiang time, by which the database keeps Asia/Urumqi.
const XINJIANG: i64 = 6 * HOUR;
/// Local mean time of Shanghai, 8:05:43, up to 1900-12-31.
const MEAN: i64 = 8 * HOUR + 343;
const MEAN_UNTIL: i64 = -2_177_481_943;

/// Summer time in Shanghai: first second and the second after the last, since 1970 in UTC.
const SUMMERS: [(i64, i64); 14] = [
    (-1_600_675_200, -1_585_904_400),
    (-933_667_200, -922_093_200),
    (-908_870_400, -888_829_200),
    (-881_049_600, -767_869_200),
    (-745_833_600, -733_827_600),
    (-716_889_600, -699_613_200),
    (-683_884_800, -670_669_200),
    (-652_348_800, -650_019_600),
    (515_527_200, 527_014_800),
    (545_162_400, 558_464_400),
    (577_216_800, 589_914_000),
    (608_666_400, 621_968_400),
    (640_116_000, 653_418_000),
    (671_565_600, 684_867_600),
];

/// How far local time is ahead of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// Always as many seconds.
    Fixed(i64),
    /// Beijing time, with the summer times that were.
    Beijing,
    /// Eight hours; summer time before 1980 is not known here.
    EightHours,
    /// Not known; taken as UTC.
    Unknown,
}

impl Zone {
    /// The zone of a name, or of an offset such as `+08:00`; no name is local time as written.
    pub(super) fn named(name: Option<&str>) -> Zone {
        let Some(name) = name else { return Zone::Fixed(0) };
        match name {
            "UTC" | "utc" | "Z" | "GMT" | "Etc/UTC" | "Etc/GMT" | "Etc/UCT" | "UCT" | "Zulu"
            | "Etc/Zulu" | "Universal" | "Etc/Universal" => Zone::Fixed(0),
            "Asia/Shanghai" | "Asia/Chongqing" | "Asia/Chungking" | "Asia/Harbin" | "PRC" => {
                Zone::Beijing
            }
            "Asia/Urumqi" | "Asia/Kashgar" => Zone::Fixed(XINJIANG),
            "Asia/Hong_Kong" | "Hongkong" | "Asia/Macau" | "Asia/Macao" | "Asia/Taipei" | "ROC" => {
                Zone::EightHours
            }
            _ => offset(name).map_or(Zone::Unknown, Zone::Fixed),
        }
    }

    /// The day since 1970-01-01 on which this many ticks since then fall.
    pub(super) fn day(self, ticks: i64, per_second: i64) -> Option<i32> {
        let seconds = ticks.div_euclid(per_second);
        let local = seconds.checked_add(self.ahead(seconds))?;
        i32::try_from(local.div_euclid(DAY)).ok()
    }

    fn ahead(self, seconds: i64) -> i64 {
        match self {
            Zone::Fixed(ahead) => ahead,
            Zone::EightHours => BEIJING,
            Zone::Unknown => 0,
            Zone::Beijing if seconds < MEAN_UNTIL => MEAN,
            Zone::Beijing => {
                let summer = |(from, to): &(i64, i64)| (*from..*to).contains(&seconds);
                BEIJING + if SUMMERS.iter().any(summer) { HOUR } else { 0 }
            }
        }
    }

    /// What is to be said where the days may not be those meant.
    pub(super) fn note(self, column: &str, name: Option<&str>) -> Option<Note> {
        let name = name?;
        match self {
            Zone::Fixed(0) => Some(Note::new(
                format!(
                    "列“{column}”存的是 UTC 时刻，按 UTC 取日期；如应按北京时间，请导出为日期，或写明时区 +08:00"
                ),
                format!(
                    "column \"{column}\" holds instants in UTC, and days are those of UTC; if \
                     Beijing time is meant, export dates, or name the zone +08:00"
                ),
            )),
            Zone::Unknown => Some(Note::new(
                format!(
                    "列“{column}”的时区“{name}”不认识，按 UTC 取日期；请导出为日期，或写明时区 +08:00"
                ),
                format!(
                    "the time zone \"{name}\" of column \"{column}\" is not known, and days are \
                     those of UTC; export dates, or name the zone +08:00"
                ),
            )),
            Zone::EightHours => Some(Note::new(
                format!(
                    "列“{column}”的时区“{name}”按 +08:00 计，未计 1980 年以前的夏令时；更早的日期可能差一天，请核对，或导出为日期"
                ),
                format!(
                    "the time zone \"{name}\" of column \"{column}\" is taken as +08:00 without \
                     summer time before 1980; dates before may be a day off: check them, or export \
                     dates"
                ),
            )),
            Zone::Fixed(_) | Zone::Beijing => None,
        }
    }
}

/// Seconds of `+08:00`, `+0800`, `+08`, or of `Etc/GMT-8`, where east is minus.
fn offset(name: &str) -> Option<i64> {
    let (east, digits) = if let Some(hours) = name.strip_prefix("Etc/GMT") {
        (hours.strip_prefix('-').map(|hours| (1, hours)))
            .or_else(|| hours.strip_prefix('+').map(|hours| (-1, hours)))?
    } else {
        (name.strip_prefix('+').map(|digits| (1, digits)))
            .or_else(|| name.strip_prefix('-').map(|digits| (-1, digits)))?
    };
    let digits = digits.replacen(':', "", 1);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    let (hours, minutes) = match digits.len() {
        1 | 2 => (number, 0),
        4 => (number / 100, number % 100),
        _ => return None,
    };
    (hours < 24 && minutes < 60).then_some(east * (hours * HOUR + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_offsets() {
        for (name, zone) in [
            ("+08:00", Zone::Fixed(BEIJING)),
            ("+0800", Zone::Fixed(BEIJING)),
            ("+08", Zone::Fixed(BEIJING)),
            ("-05:30", Zone::Fixed(-(5 * HOUR + 1800))),
            ("Etc/GMT-8", Zone::Fixed(BEIJING)),
            ("UTC", Zone::Fixed(0)),
            ("PRC", Zone::Beijing),
            ("Asia/Urumqi", Zone::Fixed(XINJIANG)),
            ("Asia/Hong_Kong", Zone::EightHours),
            ("Europe/Paris", Zone::Unknown),
            ("+25:00", Zone::Unknown),
            ("+8:00", Zone::Unknown),
            ("+", Zone::Unknown),
            ("", Zone::Unknown),
        ] {
            assert_eq!(Zone::named(Some(name)), zone, "{name}");
        }
        assert_eq!(Zone::named(None), Zone::Fixed(0));
    }

    #[test]
    fn midnights_in_shanghai() {
        // Seconds of UTC at which it was midnight there, by the time zone database.
        for (midnight, day) in [
            (1_714_492_800, 19_844),
            (515_520_000, 5967),
            (515_602_800, 5968),
            (527_007_600, 6100),
            (527_097_600, 6101),
            (684_860_400, 7927),
            (684_950_400, 7928),
            (-652_348_800, -7550),
            (-652_266_000, -7549),
            (-2_177_568_343, -25_203),
        ] {
            let zone = Zone::Beijing;
            assert_eq!(zone.day(midnight, 1), Some(day), "{midnight}");
            assert_eq!(zone.day(midnight - 1, 1), Some(day - 1), "{midnight}");
        }
        assert_eq!(Zone::Beijing.day(i64::MAX, 1), None);
    }
}
