//! Rosters: files of people or organisations to proposals and back to files.
