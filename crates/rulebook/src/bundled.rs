//! The rulebooks that come with the program.

use crate::diagnostic::RulebookError;
use crate::model::Rulebook;

macro_rules! files {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../rulebooks/", $folder, "/", $name)))),*]
    };
}

/// The files of the rulebook `cpc`.
pub const CPC_FILES: &[(&str, &str)] = files!["cpc":
    "rulebook.toml",
    "admission/steps.toml",
    "admission/application.toml",
    "admission/cultivation.toml",
    "admission/candidate.toml",
    "admission/admission.toml",
    "admission/probation.toml",
    "meetings.toml",
    "dues.toml",
    "standing.toml",
    "membership/suspension.toml",
    "membership/leaving.toml",
    "membership/correction.toml",
    "membership/sanctions.toml",
    "membership/transfer.toml",
    "membership/study.toml",
    "practice.toml",
    "calendars.toml",
    "codes.toml",
];

/// The rulebook of the Communist Party of China, as its published regulations describe it.
///
/// # Errors
/// What is wrong with the files; with the files that come with the program, nothing is.
pub fn cpc() -> Result<Rulebook, RulebookError> {
    Rulebook::read(CPC_FILES)
}
