//! State machines as they are in the code, to be drawn.

use std::fmt::Write as _;

/// One arrow of a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrow {
    /// The state it leaves.
    pub from: &'static str,
    /// What happens.
    pub label: String,
    /// The state it reaches.
    pub to: &'static str,
}

impl Arrow {
    /// An arrow.
    pub fn new(from: &'static str, label: impl Into<String>, to: &'static str) -> Arrow {
        Arrow { from, label: label.into(), to }
    }
}

/// A machine: all that can happen in every state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its name.
    pub name: &'static str,
    /// Its arrows.
    pub arrows: Vec<Arrow>,
}

impl Machine {
    /// A machine of these arrows.
    pub fn new(name: &'static str, arrows: Vec<Arrow>) -> Machine {
        Machine { name, arrows }
    }

    /// The machine as text, one line for each pair of states, in the order of the states.
    ///
    /// ```
    /// let drawn = xibao_domain::Membership::machine().drawing();
    /// assert!(drawn.contains("probationary -> full: regularised"));
    /// ```
    pub fn drawing(&self) -> String {
        let mut lines: Vec<(&str, &str, Vec<&str>)> = Vec::new();
        for arrow in &self.arrows {
            match lines.iter_mut().find(|(from, to, _)| *from == arrow.from && *to == arrow.to) {
                Some((_, _, labels)) => labels.push(&arrow.label),
                None => lines.push((arrow.from, arrow.to, vec![&arrow.label])),
            }
        }
        let mut drawing = String::new();
        for (from, to, labels) in lines {
            let _ = writeln!(drawing, "{from} -> {to}: {}", labels.join(", "));
        }
        drawing
    }
}
