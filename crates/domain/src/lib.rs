//! Organisations, people, memberships and transfers: commands, decisions, facts. Pure.
