//! A text in any encoding as UTF-8 with lines that end in line feeds.

use crate::Source;
use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Characters of three bytes that GB 18030 does not produce by chance: after these a wrong byte is
/// damage in a UTF-8 file, not a sign of another encoding.
const UTF_8_SURE: usize = 4;

/// A mark decides; else UTF-8 if the whole file is that; else GB 18030, which every office in
/// mainland China writes.
///
/// With it, whether some bytes are known not to be in it.
pub(super) fn encoding_of(source: &mut Source) -> std::io::Result<(&'static Encoding, bool)> {
    let mut buffer = vec![0; 1 << 16];
    // A character cut by the end of a chunk is completed by the next.
    let mut carried = 0;
    let mut first = true;
    let mut long = 0_usize;
    loop {
        let count = source.read(buffer.get_mut(carried..).unwrap_or_default())?;
        let length = carried + count;
        let chunk = buffer.get(..length).unwrap_or_default();
        if first {
            first = false;
            if let Some((encoding, _)) = Encoding::for_bom(chunk) {
                return Ok((encoding, false));
            }
        }
        let valid = Encoding::utf8_valid_up_to(chunk);
        carried = length - valid;
        if long < UTF_8_SURE {
            long += chunk.iter().take(valid).filter(|byte| **byte >= 0xE0).count();
        }
        if carried >= 4 || (count == 0 && carried > 0) {
            return Ok(if long < UTF_8_SURE { (GB18030, false) } else { (UTF_8, true) });
        }
        if count == 0 {
            return Ok((UTF_8, false));
        }
        buffer.copy_within(valid..length, 0);
    }
}

/// Bytes in any encoding as UTF-8.
pub(super) struct Utf8Reader {
    source: Source,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    ready: Vec<u8>,
    taken: usize,
    ended: bool,
    position: Arc<AtomicU64>,
    /// Bytes of the mark that is left out.
    pub(super) mark: u64,
    /// Do lines end in carriage returns alone, as on old Macs?
    returns: bool,
    /// Bytes that may still go into the record being read.
    pub(super) allowed: usize,
    pub(super) stop: Option<Stop>,
}

/// Why no more text comes.
#[derive(Clone, Copy)]
pub(super) enum Stop {
    /// One record holds all that is allowed.
    Long,
    /// What no text in this encoding has, from this byte of the file on.
    Malformed(u64),
}

/// A record of its own after the end: where it ends up inside a cell, a quotation mark is open.
/// No text has zero bytes.
pub(super) const END: &[u8] = b"\n\0end\0\n";
/// The record as the reader gives it.
pub(super) const END_RECORD: &[u8] = b"\0end\0";

impl Utf8Reader {
    pub(super) fn new(
        source: Source,
        encoding: &'static Encoding,
        position: Arc<AtomicU64>,
    ) -> Utf8Reader {
        let plain = encoding == UTF_8;
        debug_assert!([UTF_8, UTF_16LE, UTF_16BE, GB18030].contains(&encoding));
        Utf8Reader {
            source,
            decoder: (!plain).then(|| encoding.new_decoder_with_bom_removal()),
            raw: vec![0; 1 << 16],
            ready: Vec::new(),
            taken: 0,
            ended: false,
            position,
            mark: 0,
            returns: false,
            allowed: RECORD_BYTES_MAX,
            stop: None,
        }
    }

    /// The first decoded bytes, without taking them.
    pub(super) fn peek(&mut self) -> std::io::Result<Vec<u8>> {
        self.fill()?;
        if self.decoder.is_none() && self.ready.starts_with(&[0xEF, 0xBB, 0xBF]) {
            self.taken = 3;
            self.mark = 3;
        }
        self.returns = ends_in_returns(&self.ready);
        self.feed_lines();
        Ok(self.ready.get(self.taken..).unwrap_or_default().to_vec())
    }

    fn fill(&mut self) -> std::io::Result<()> {
        while self.taken >= self.ready.len() && !self.ended {
            let count = self.source.read(&mut self.raw)?;
            let before =
                self.position.fetch_add(u64::try_from(count).unwrap_or(0), Ordering::Relaxed);
            self.ended = count == 0;
            let chunk = self.raw.get(..count).unwrap_or_default();
            self.ready.clear();
            self.taken = 0;
            match &mut self.decoder {
                None => self.ready.extend_from_slice(chunk),
                Some(decoder) => {
                    let room = decoder.max_utf8_buffer_length(count).unwrap_or(count * 3 + 16);
                    let mut text = String::with_capacity(room);
                    let (result, read) =
                        decoder.decode_to_string_without_replacement(chunk, &mut text, self.ended);
                    if let DecoderResult::Malformed(length, after) = result {
                        let back = u64::from(length) + u64::from(after);
                        let at = before + u64::try_from(read).unwrap_or(0);
                        self.stop = Some(Stop::Malformed(at.saturating_sub(back)));
                        self.ended = true;
                    }
                    self.ready = text.into_bytes();
                }
            }
            self.feed_lines();
            if self.ended && self.stop.is_none() {
                self.ready.extend_from_slice(END);
            }
        }
        Ok(())
    }

    fn feed_lines(&mut self) {
        if self.returns {
            self.ready.iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        }
    }
}

impl Read for Utf8Reader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.fill()?;
        let ready = self.ready.get(self.taken..).unwrap_or_default();
        if self.allowed == 0 {
            self.stop = Some(Stop::Long);
        }
        if self.stop.is_some() && (self.allowed == 0 || ready.is_empty()) {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        let count = ready.len().min(buffer.len());
        if let (Some(into), Some(from)) = (buffer.get_mut(..count), ready.get(..count)) {
            into.copy_from_slice(from);
        }
        self.taken += count;
        self.allowed = self.allowed.saturating_sub(count);
        Ok(count)
    }
}

/// Are there carriage returns outside quotation marks and no line feeds? One at the very end may be
/// half of a line's end.
fn ends_in_returns(start: &[u8]) -> bool {
    let (mut quoted, mut found) = (false, false);
    for byte in start.iter().take(start.len().saturating_sub(1)) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => return false,
            b'\r' if !quoted => found = true,
            _ => {}
        }
    }
    found
}

/// A record longer than this is a quotation mark that was never closed.
pub(super) const RECORD_BYTES_MAX: usize = 1 << 20;
