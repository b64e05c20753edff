//! Lengths of terms: calendar months, days or working days.

use std::fmt;

/// How long a term runs.
///
/// Written `P1M`, `P6M`, `P1Y`, `P5D` (ISO 8601) or `5 workdays`.
///
/// ```
/// use xibao_rulebook::Length;
/// assert_eq!(Length::parse("P1Y"), Some(Length::Months(12)));
/// assert_eq!(Length::parse("5 workdays"), Some(Length::Workdays(5)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Calendar months (a year is twelve).
    Months(i32),
    /// Calendar days.
    Days(i32),
    /// Working days of the rulebook's calendar.
    Workdays(i32),
}

impl Length {
    /// Reads a length; `None` if the text is not one or is longer than 200 years.
    pub fn parse(text: &str) -> Option<Length> {
        let text = text.trim();
        if let Some(number) = text.strip_suffix("workdays").or_else(|| text.strip_suffix("workday"))
        {
            return in_range(number.trim().parse().ok()?, 1_000).map(Length::Workdays);
        }
        let body = text.strip_prefix('P')?;
        let split = body.find(|c: char| !c.is_ascii_digit())?;
        let (number, unit) = body.split_at_checked(split)?;
        let number: i32 = number.parse().ok()?;
        match unit {
            "Y" => in_range(number, 200).map(|years| Length::Months(years * 12)),
            "M" => in_range(number, 2_400).map(Length::Months),
            "D" => in_range(number, 73_000).map(Length::Days),
            _ => None,
        }
    }

    /// In words, Chinese first.
    pub fn words(self) -> (String, String) {
        let plural = |n: i32, unit: &str| format!("{n} {unit}{}", if n == 1 { "" } else { "s" });
        match self {
            Length::Months(m) if m % 12 == 0 => (format!("{}年", m / 12), plural(m / 12, "year")),
            Length::Months(m) => (format!("{m}个月"), plural(m, "month")),
            Length::Days(d) => (format!("{d}天"), plural(d, "day")),
            Length::Workdays(d) => (format!("{d}个工作日"), plural(d, "working day")),
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Length::Months(m) if m % 12 == 0 => write!(f, "P{}Y", m / 12),
            Length::Months(m) => write!(f, "P{m}M"),
            Length::Days(d) => write!(f, "P{d}D"),
            Length::Workdays(d) => write!(f, "{d} workdays"),
        }
    }
}

fn in_range(number: i32, most: i32) -> Option<i32> {
    (0..=most).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for text in ["P1M", "P6M", "P1Y", "P5D", "5 workdays"] {
            assert_eq!(Length::parse(text).unwrap().to_string(), text);
        }
        for wrong in ["", "P", "1M", "P1", "P1W", "P-1M", "P99999999999M", "workdays", "P1M2D"] {
            assert_eq!(Length::parse(wrong), None, "{wrong}");
        }
    }
}
