//! JSON Lines of the interchange form.

use super::{DossierSink, WriteError};
use crate::facts::SampleDossier;
use std::io::Write;

pub(super) struct Sink<W> {
    out: W,
}

impl<W: Write> Sink<W> {
    pub(super) fn new(out: W) -> Sink<W> {
        Sink { out }
    }
}

impl<W: Write> DossierSink for Sink<W> {
    fn push(&mut self, dossier: &SampleDossier) -> Result<(), WriteError> {
        serde_json::to_writer(&mut self.out, &dossier.to_case())?;
        Ok(self.out.write_all(b"\n")?)
    }

    fn finish(&mut self) -> Result<(), WriteError> {
        Ok(self.out.flush()?)
    }
}
