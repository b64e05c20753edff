//! The register on SQLite and PostgreSQL: the only crate that names a database.
