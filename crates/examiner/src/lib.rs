//! From a ledger of dossiers to findings.
