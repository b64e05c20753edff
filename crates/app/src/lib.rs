//! Use cases: load, decide, append, project; the clock and chance enter here.
