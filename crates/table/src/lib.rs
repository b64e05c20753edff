//! Rows out of any office file.
