//! Regulations as data.
