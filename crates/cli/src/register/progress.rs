//! What a person sees while something long goes on.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// How often the spinner turns.
const TICK: Duration = Duration::from_millis(120);

/// A bar or a spinner on a terminal; nothing where errors go to a file or a program.
pub(crate) struct Progress(Option<ProgressBar>);

impl Progress {
    /// Of so many; a spinner where nobody knows how many there are.
    pub(crate) fn begin(of: Option<u64>, what: &str) -> Progress {
        if !std::io::stderr().is_terminal() {
            return Progress(None);
        }
        let (bar, form) = match of {
            Some(of) => (ProgressBar::new(of), "{msg} {bar:40} {pos}/{len}  {elapsed}"),
            None => (ProgressBar::new_spinner(), "{spinner} {msg} {pos}  {elapsed}"),
        };
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        bar.set_message(what.to_owned());
        if of.is_none() {
            bar.enable_steady_tick(TICK);
        }
        Progress(Some(bar))
    }

    pub(crate) fn at(&self, done: u64) {
        if let Some(bar) = &self.0 {
            bar.set_position(done);
        }
    }

    pub(crate) fn end(self) {
        if let Some(bar) = self.0 {
            bar.finish_and_clear();
        }
    }
}
