//! Synthetic dossiers.
