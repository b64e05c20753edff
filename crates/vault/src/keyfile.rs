//! Key files on disk.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::chance::Random;
use crate::error::{FileAct, MAX_KEY_FILE_BYTES};
use crate::keys::KeyRing;
use crate::{KeyId, KeyUse, Suite, VaultError};

impl KeyRing {
    /// Reads a key file.
    ///
    /// # Errors
    /// [`VaultError::File`] when it cannot be read, [`VaultError::FileOpenToOthers`] when anybody
    /// but its owner has a permission on it (Unix), [`VaultError::KeyFile`] with the line when it
    /// is cut or wrong.
    pub fn read(path: &Path) -> Result<KeyRing, VaultError> {
        let text = read_text(path)?;
        KeyRing::parse(&text).map_err(|error| with_path(error, path))
    }

    /// Makes a key file with one data key and one index key, readable by its owner only, on disk
    /// when this returns.
    ///
    /// # Errors
    /// [`VaultError::FileExists`] when the path is taken; nothing is ever overwritten. Also
    /// [`VaultError::File`], [`VaultError::Day`], [`VaultError::NoRandom`].
    pub fn create_file(
        path: &Path,
        suite: Suite,
        created: &str,
        random: &mut Random<'_>,
    ) -> Result<KeyRing, VaultError> {
        let ring = KeyRing::generate(suite, created, random)?;
        let fresh = Fresh::create(path).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => VaultError::FileExists { path: path.to_owned() },
            _ => failed(path, FileAct::Write, &error),
        })?;
        fresh.fill(&ring)?;
        sync_folder(path)?;
        fresh.keep();
        Ok(ring)
    }

    /// Adds a key to a key file and makes it current for its use; see [`KeyRing::rotate`].
    ///
    /// The new file is written beside the old one and takes its place in one step: whatever
    /// happens, the path holds either the old keys or all of them. Its owner stays. A second
    /// rotation at the same time is refused. Make the copy of the key file anew afterwards, before
    /// anything is sealed with the new key.
    ///
    /// # Errors
    /// As [`KeyRing::read`] and [`KeyRing::create_file`]; [`VaultError::RotationUnderWay`].
    pub fn rotate_file(
        path: &Path,
        kind: KeyUse,
        suite: Suite,
        created: &str,
        random: &mut Random<'_>,
    ) -> Result<(KeyRing, KeyId), VaultError> {
        // A symbolic link stays one; what it points to is replaced.
        let real = fs::canonicalize(path).map_err(|error| failed(path, FileAct::Read, &error))?;
        let beside = beside(&real);
        // The file beside is also the lock, so it is taken before the old keys are read.
        let fresh = Fresh::create(&beside).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => VaultError::RotationUnderWay { path: beside.clone() },
            _ => failed(&beside, FileAct::Write, &error),
        })?;
        let mut ring = KeyRing::read(&real)?;
        let id = ring.rotate(kind, suite, created, random)?;
        fresh.owned_like(&real)?;
        fresh.fill(&ring)?;
        fs::rename(&beside, &real).map_err(|error| failed(&real, FileAct::Write, &error))?;
        fresh.keep();
        sync_folder(&real)?;
        Ok((ring, id))
    }
}

/// A file made anew, which is removed again unless it is kept.
struct Fresh {
    path: PathBuf,
    file: File,
    kept: bool,
}

impl Fresh {
    fn create(path: &Path) -> std::io::Result<Fresh> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        Ok(Fresh { path: path.to_owned(), file, kept: false })
    }

    fn fill(&self, ring: &KeyRing) -> Result<(), VaultError> {
        (&self.file)
            .write_all(ring.to_text().as_bytes())
            .and_then(|()| self.file.sync_all())
            .map_err(|error| failed(&self.path, FileAct::Write, &error))
    }

    /// Gives the file the owner of another, so that a rotation by the administrator does not lock
    /// the service out.
    #[cfg(unix)]
    fn owned_like(&self, other: &Path) -> Result<(), VaultError> {
        use std::os::unix::fs::{MetadataExt, fchown};
        let own = || {
            let (there, here) = (fs::metadata(other)?, self.file.metadata()?);
            if (there.uid(), there.gid()) == (here.uid(), here.gid()) {
                return Ok(());
            }
            fchown(&self.file, Some(there.uid()), Some(there.gid()))
        };
        own().map_err(|error| failed(&self.path, FileAct::Write, &error))
    }

    #[cfg(not(unix))]
    fn owned_like(&self, _other: &Path) -> Result<(), VaultError> {
        Ok(())
    }

    fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The new file of a rotation: the same name with `.new` at its end, in the same folder.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

fn read_text(path: &Path) -> Result<Zeroizing<String>, VaultError> {
    let cannot = |error: std::io::Error| failed(path, FileAct::Read, &error);
    // Asked before opening, for opening a pipe would wait for a writer.
    if !fs::metadata(path).map_err(cannot)?.is_file() {
        return Err(VaultError::NotAKeyFile { path: path.to_owned() });
    }
    let file = File::open(path).map_err(cannot)?;
    let facts = file.metadata().map_err(cannot)?;
    refuse_others(path, &facts)?;
    // Reserved in one piece, so that growing leaves no copy of a key behind.
    let room = usize::try_from(facts.len().min(MAX_KEY_FILE_BYTES)).unwrap_or_default();
    let mut bytes = Zeroizing::new(Vec::with_capacity(room + 64));
    file.take(MAX_KEY_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > MAX_KEY_FILE_BYTES {
        return Err(VaultError::NotAKeyFile { path: path.to_owned() });
    }
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let before = bytes.iter().take(error.valid_up_to());
        let line = 1 + before.filter(|&&byte| byte == b'\n').count();
        let error = VaultError::key_text(
            line,
            "不是 UTF-8 文本：该行被改动或截断；请从备份恢复密钥文件",
            "this is not UTF-8 text: the line was changed or cut; restore the key file from its copy",
        );
        with_path(error, path)
    })?;
    Ok(Zeroizing::new(text.to_owned()))
}

#[cfg(unix)]
fn refuse_others(path: &Path, facts: &fs::Metadata) -> Result<(), VaultError> {
    let mode = std::os::unix::fs::MetadataExt::mode(facts) & 0o7777;
    let others = mode & 0o077;
    if others == 0 {
        return Ok(());
    }
    Err(VaultError::FileOpenToOthers { path: path.to_owned(), mode })
}

#[cfg(not(unix))]
fn refuse_others(_path: &Path, _facts: &fs::Metadata) -> Result<(), VaultError> {
    Ok(())
}

/// Makes the name of a new file last through a power cut, where folders can be flushed.
fn sync_folder(path: &Path) -> Result<(), VaultError> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| failed(path, FileAct::Write, &error))
}

fn failed(path: &Path, doing: FileAct, error: &std::io::Error) -> VaultError {
    VaultError::File { path: path.to_owned(), doing, reason: error.to_string() }
}

fn with_path(error: VaultError, path: &Path) -> VaultError {
    match error {
        VaultError::KeyText { line, zh, en } => {
            VaultError::KeyFile { path: path.to_owned(), line, zh, en }
        }
        other => other,
    }
}
