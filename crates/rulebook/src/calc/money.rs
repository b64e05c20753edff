//! Exact amounts of money and rates.

use std::fmt;

/// Digits after the point that an amount may have.
const DECIMALS: usize = 12;
/// Digits before the point that an amount may have.
const WHOLE_DIGITS: usize = 12;
/// Units in one yuan.
const YUAN: i128 = 1_000_000_000_000;
/// Units in one fen.
const FEN: i128 = YUAN / 100;
/// Units of an amount in one part per million.
const PPM: i128 = YUAN / 1_000_000;

/// An amount in yuan, exact to twelve decimals.
///
/// ```
/// use xibao_rulebook::calc::Money;
/// assert_eq!(Money::parse("5000.005").map(|base| base.to_string()), Some("5000.005".into()));
/// assert_eq!(Money::parse("93"), Some(Money::from_fen(9300)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Money(i128);

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// Reads a decimal such as `6200`, `6200.00` or `-3.5`; no separators, no exponent, at most
    /// twelve digits on each side of the point.
    pub fn parse(text: &str) -> Option<Money> {
        let text = text.trim();
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !plain(whole, WHOLE_DIGITS) || !plain(fraction, DECIMALS) {
            return None;
        }
        let whole: i128 = whole.parse().ok()?;
        let fraction: i128 = format!("{fraction:0<DECIMALS$}").parse().ok()?;
        Some(Money(sign * (whole * YUAN + fraction)))
    }

    /// So many fen (1/100 yuan).
    pub const fn from_fen(fen: i64) -> Money {
        Money(fen as i128 * FEN)
    }

    /// So many whole yuan, if an amount can be that large.
    pub fn from_yuan(yuan: i64) -> Option<Money> {
        Money::parse(&yuan.to_string())
    }

    /// Less than nothing?
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum, kept within the range of amounts.
    #[must_use]
    pub const fn plus(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }

    /// The difference, kept within the range of amounts.
    #[must_use]
    pub const fn minus(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }

    /// So many times the amount, kept within the range of amounts.
    #[must_use]
    pub const fn times(self, count: i128) -> Money {
        Money(self.0.saturating_mul(count))
    }
}

impl fmt::Display for Money {
    /// At least two decimals, more only where they are not zero.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let units = self.0.unsigned_abs();
        let yuan = YUAN.unsigned_abs();
        let fraction = format!("{:0DECIMALS$}", units % yuan);
        let shown = fraction.trim_end_matches('0');
        write!(f, "{sign}{}.{shown:0<2}", units / yuan)
    }
}

impl serde::Serialize for Money {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A rate in parts per million, such as 0.015 or 1.5%.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(i128);

impl Rate {
    /// Reads a decimal fraction between 0 and 1 with at most six decimals, such as `0.015`.
    pub fn parse(text: &str) -> Option<Rate> {
        let Money(units) = Money::parse(text)?;
        (units % PPM == 0 && (0..=YUAN).contains(&units)).then_some(Rate(units / PPM))
    }

    /// As a percentage, such as `1.5%`.
    pub fn percent(self) -> String {
        let fraction = format!("{:04}", self.0 % 10_000);
        let shown = fraction.trim_end_matches('0');
        let point = if shown.is_empty() { "" } else { "." };
        format!("{}{point}{shown}%", self.0 / 10_000)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fraction = format!("{:06}", self.0 % 1_000_000);
        let shown = fraction.trim_end_matches('0');
        let point = if shown.is_empty() { "" } else { "." };
        write!(f, "{}{point}{shown}", self.0 / 1_000_000)
    }
}

impl serde::Serialize for Rate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An amount divided by a small whole number, kept exact: a quarter's income by 3, a year's
/// pay by 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Share {
    amount: Money,
    divisor: i128,
}

impl Share {
    pub(super) const fn whole(amount: Money) -> Share {
        Share { amount, divisor: 1 }
    }

    pub(super) const fn of(amount: Money, parts: i32) -> Share {
        Share { amount, divisor: if parts < 1 { 1 } else { parts as i128 } }
    }

    pub(super) const fn is_negative(self) -> bool {
        self.amount.is_negative()
    }

    pub(super) const fn above(self, bound: Money) -> bool {
        self.amount.0 > bound.0.saturating_mul(self.divisor)
    }

    /// Rounded half up to a multiple of the step.
    pub(super) fn rounded(self, step: Money) -> Money {
        round(self.amount.0, self.divisor, step)
    }

    /// Times a rate, rounded half up to a multiple of the step.
    pub(super) fn at(self, rate: Rate, step: Money) -> Money {
        round(self.amount.0.saturating_mul(rate.0), self.divisor.saturating_mul(1_000_000), step)
    }

    /// Is the product with the rate a multiple of the step, so that nothing is rounded?
    pub(super) fn exact_at(self, rate: Rate, step: Money) -> bool {
        let product = self.amount.0.saturating_mul(rate.0);
        product % self.divisor.saturating_mul(1_000_000).saturating_mul(step.0.max(1)) == 0
    }

    /// As it enters the arithmetic: `6200.00`, or `17500.00 ÷ 3`.
    pub(super) fn words(self) -> String {
        if self.divisor == 1 {
            self.amount.to_string()
        } else {
            format!("{} ÷ {}", self.amount, self.divisor)
        }
    }
}

/// `numerator / denominator` rounded half up to a multiple of the step.
fn round(numerator: i128, denominator: i128, step: Money) -> Money {
    let parts = denominator.saturating_mul(step.0.max(1));
    let steps =
        numerator.saturating_mul(2).saturating_add(parts).div_euclid(parts.saturating_mul(2));
    step.times(steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(text: &str) -> Money {
        Money::parse(text).unwrap()
    }

    #[test]
    fn reads_decimals_and_nothing_else() {
        for (text, shown) in [
            ("6200", "6200.00"),
            ("6200.5", "6200.50"),
            (" 0.20 ", "0.20"),
            ("5000.000000000001", "5000.000000000001"),
            ("-3", "-3.00"),
        ] {
            assert_eq!(money(text).to_string(), shown);
        }
        for wrong in ["", ".", "5.", ".5", "1e3", "6,200", "１", "+5", "--5", "1234567890123"] {
            assert_eq!(Money::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn rates_are_fractions_of_one() {
        let rate = Rate::parse("0.015").unwrap();
        assert_eq!((rate.to_string(), rate.percent()), ("0.015".into(), "1.5%".into()));
        assert_eq!(Rate::parse("0.02").unwrap().percent(), "2%");
        assert_eq!(Rate::parse("1.5"), None);
        assert_eq!(Rate::parse("-0.1"), None);
        assert_eq!(Rate::parse("0.0000001"), None);
    }

    #[test]
    fn halves_go_up_at_every_step() {
        let rate = Rate::parse("0.005").unwrap();
        for (base, step, expected) in [
            ("2001", "0.01", "10.01"),
            ("2000.99", "0.01", "10.00"),
            ("2009", "0.1", "10.00"),
            ("2010", "0.1", "10.10"),
            ("2100", "1", "11.00"),
            ("2099.99", "1", "10.00"),
        ] {
            let share = Share::whole(money(base));
            assert_eq!(share.at(rate, money(step)).to_string(), expected, "{base} by {step}");
        }
    }

    #[test]
    fn a_twelfth_is_not_rounded_before_it_is_compared() {
        let twelfth = Share::of(money("60000.01"), 12);
        assert!(twelfth.above(money("5000")));
        assert!(!Share::of(money("60000"), 12).above(money("5000")));
        assert_eq!(twelfth.rounded(Money::from_fen(1)).to_string(), "5000.00");
    }

    proptest! {
        #[test]
        fn text_round_trips(fen in 0i64..100_000_000_000) {
            let amount = Money::from_fen(fen);
            prop_assert_eq!(Money::parse(&amount.to_string()), Some(amount));
            prop_assert_eq!(amount.to_string(), format!("{}.{:02}", fen / 100, fen % 100));
        }

        #[test]
        fn never_panics(text in "[-0-9.,]{0,30}") {
            let _ = (Money::parse(&text), Rate::parse(&text));
        }

        #[test]
        fn rounding_moves_by_at_most_half_a_step(fen in 0i64..10_000_000_000, parts in 1i32..13) {
            let share = Share::of(Money::from_fen(fen), parts);
            let step = Money::from_fen(10);
            let twice = share.rounded(step).0 * i128::from(parts) * 2 - share.amount.0 * 2;
            prop_assert!(twice.abs() <= step.0 * i128::from(parts));
        }
    }
}
