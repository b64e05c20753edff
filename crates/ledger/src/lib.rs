//! Ledgers of dossiers.
