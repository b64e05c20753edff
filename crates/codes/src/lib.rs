//! National codes: identity numbers, credit codes, divisions by year, ethnic groups, education.
//! Pure.
//!
//! - [`id_number`]: numbers of identity cards, GB 11643-1999, shown masked unless asked otherwise.
//! - [`credit_code`]: unified social credit codes of organisations, GB 32100-2015.
//! - [`division`]: administrative divisions by code, by name and by year, GB/T 2260.
//! - [`ethnic`] GB/T 3304, [`education`] GB/T 4658, [`political`] GB/T 4762, [`sex`] GB/T 2261.1.
//!
//! ```
//! use xibao_codes::id_number::IdNumber;
//!
//! let read = IdNumber::read(" 99000019491231019x ")?;
//! assert_eq!(read.number.birth().to_string(), "1949-12-31");
//! assert_eq!(read.number.masked(), "990***********019X");
//! # Ok::<(), xibao_codes::id_number::IdNumberProblem>(())
//! ```

mod code_set;
pub mod credit_code;
mod date;
pub mod division;
pub mod education;
pub mod ethnic;
pub mod id_number;
pub mod political;
pub mod sex;
mod tidy;

pub use code_set::Item;
pub use date::Date;
