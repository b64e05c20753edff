//! What a user relies on: names survive, rosters are in official order, and a search finds.

mod cleaning;
mod order;
mod search;
