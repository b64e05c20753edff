//! The region a row belongs to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The first two digits of GB/T 2260, the province: every table leads with it, so that a database
/// can be partitioned or sharded without a change of schema. `0` is for what belongs to no
/// province, such as central organs.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(try_from = "i64", into = "i64")]
pub struct Region(u8);

impl Region {
    /// What belongs to no province.
    pub const CENTRAL: Region = Region(0);

    /// From the number; `None` if it is not one of 0 to 99.
    ///
    /// ```
    /// use xibao_domain::Region;
    /// assert_eq!(Region::new(51).map(i64::from), Some(51));
    /// assert_eq!(Region::new(510_000), None);
    /// ```
    pub fn new(number: i64) -> Option<Region> {
        u8::try_from(number).ok().filter(|number| *number <= 99).map(Region)
    }

    /// From a division code of two digits or more.
    pub fn of_division(code: &str) -> Option<Region> {
        let province = code.get(..2)?;
        let digits = province.bytes().all(|byte| byte.is_ascii_digit());
        if digits { Region::new(province.parse().ok()?) } else { None }
    }
}

impl From<Region> for i64 {
    fn from(region: Region) -> i64 {
        i64::from(region.0)
    }
}

impl TryFrom<i64> for Region {
    type Error = String;

    fn try_from(number: i64) -> Result<Region, String> {
        Region::new(number).ok_or_else(|| format!("region {number} is not between 0 and 99"))
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}
