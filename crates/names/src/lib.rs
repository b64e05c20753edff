//! Chinese personal names: order by strokes and by pinyin, search keys, characters that need care.
//! Pure.
//!
//! - [`clean`] makes a [`Name`] of what a person typed or a spreadsheet held.
//! - [`strokes`] gives the order of official rosters, [`pinyin`] the order by sound.
//! - [`search`] gives the tokens to index for a name, the terms of a query, and the exact truth.
//!
//! Nothing is ever converted between simplified and traditional characters: a name is what its
//! bearer writes.
//!
//! ```
//! use xibao_names::strokes::{self, StrokeMode};
//!
//! let mut names = vec!["习近平", "丁薛祥", "王毅", "王沪宁"];
//! names.sort_by_cached_key(|name| strokes::key(name, StrokeMode::SurnameStrokes));
//! assert_eq!(names, ["丁薛祥", "习近平", "王毅", "王沪宁"]);
//! ```

mod error;
mod han;
mod name;
pub mod pinyin;
pub mod search;
pub mod strokes;
mod units;

pub use error::NameError;
pub use name::{NAME_CHARACTERS, Name, clean};
