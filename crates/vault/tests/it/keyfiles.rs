//! Key files on disk.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use xibao_vault::{FileAct, KeyRing, KeyUse, MAX_KEY_FILE_BYTES, Suite, Vault, VaultError};

use crate::{DAY, HOME, chance};

fn made() -> (TempDir, PathBuf, KeyRing) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("xibao.keys");
    let ring = KeyRing::create_file(&path, Suite::Gm, DAY, &mut chance(1)).unwrap();
    (folder, path, ring)
}

fn rotate(path: &Path) -> Result<KeyRing, VaultError> {
    KeyRing::rotate_file(path, KeyUse::Data, Suite::Gm, DAY, &mut chance(2)).map(|(ring, id)| {
        assert_eq!(ring.current(), id);
        ring
    })
}

fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_file_made_is_read_back() {
    let (_folder, path, ring) = made();
    let read = KeyRing::read(&path).unwrap();
    assert!(read.keys().eq(ring.keys()));
    let sealed = Vault::new(&ring).unwrap().seal(HOME, "1", &mut chance(1)).unwrap();
    assert_eq!(Vault::new(&read).unwrap().open(HOME, &sealed).unwrap().expose(), "1");
}

#[test]
fn a_file_is_never_overwritten() {
    let (_folder, path, ring) = made();
    let before = fs::read(&path).unwrap();
    let error = KeyRing::create_file(&path, Suite::Gm, DAY, &mut chance(9)).unwrap_err();
    assert_eq!(error, VaultError::FileExists { path: path.clone() });
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(KeyRing::read(&path).unwrap().current(), ring.current());
}

#[test]
fn a_rotation_keeps_every_key_and_leaves_nothing_beside() {
    let (folder, path, ring) = made();
    let sealed = Vault::new(&ring).unwrap().seal(HOME, "1", &mut chance(1)).unwrap();
    let rotated = rotate(&path).unwrap();
    assert_eq!(names(&folder), ["xibao.keys"]);
    let read = KeyRing::read(&path).unwrap();
    assert_eq!(read.current(), rotated.current());
    assert_ne!(read.current(), ring.current());
    assert_eq!(read.index(), ring.index());
    assert_eq!(read.keys().count(), 3);
    assert_eq!(Vault::new(&read).unwrap().open(HOME, &sealed).unwrap().expose(), "1");
}

#[test]
fn two_rotations_at_once_are_refused_and_the_other_one_is_left_alone() {
    let (folder, path, _) = made();
    let beside = folder.path().join("xibao.keys.new");
    fs::write(&beside, "theirs").unwrap();
    let before = fs::read(&path).unwrap();
    assert!(matches!(rotate(&path), Err(VaultError::RotationUnderWay { .. })));
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_to_string(&beside).unwrap(), "theirs");
}

#[test]
fn a_rotation_that_fails_changes_nothing() {
    let (folder, path, _) = made();
    let day = |path: &Path| {
        KeyRing::rotate_file(path, KeyUse::Data, Suite::Gm, "today", &mut chance(2)).unwrap_err()
    };
    let before = fs::read(&path).unwrap();
    assert!(matches!(day(&path), VaultError::Day { .. }));
    assert_eq!((fs::read(&path).unwrap(), names(&folder)), (before, vec!["xibao.keys".to_owned()]));

    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, &text[..text.len() - 10]).unwrap();
    assert!(matches!(rotate(&path), Err(VaultError::KeyFile { .. })));
    assert_eq!(names(&folder), ["xibao.keys"]);
}

#[test]
fn a_failed_making_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("xibao.keys");
    assert!(KeyRing::create_file(&path, Suite::Gm, "never", &mut chance(1)).is_err());
    let nowhere = folder.path().join("none/xibao.keys");
    let error = KeyRing::create_file(&nowhere, Suite::Gm, DAY, &mut chance(1)).unwrap_err();
    assert!(matches!(error, VaultError::File { doing: FileAct::Write, .. }));
    assert!(names(&folder).is_empty());
}

#[test]
fn a_wrong_file_is_told_with_path_and_line() {
    let (_folder, path, _) = made();
    let text = fs::read_to_string(&path).unwrap();
    let cut = &text[..text.find("current").unwrap() - 3];
    fs::write(&path, cut).unwrap();
    let error = KeyRing::read(&path).unwrap_err();
    assert!(error.en().starts_with(&format!("{}, line 6: ", path.display())), "{error}");
    assert!(error.zh().starts_with(&format!("{} 第 6 行：", path.display())), "{}", error.zh());

    let mut bytes = text.into_bytes();
    let at = bytes.iter().position(|&byte| byte == b'\n').unwrap() + 1;
    bytes.insert(at, 0xff);
    fs::write(&path, &bytes).unwrap();
    let error = KeyRing::read(&path).unwrap_err();
    assert!(matches!(error, VaultError::KeyFile { line: 2, .. }), "{error:?}");
}

#[test]
fn what_is_no_key_file_is_refused() {
    let (folder, path, _) = made();
    let missing = folder.path().join("missing.keys");
    for result in [KeyRing::read(&missing), rotate(&missing)] {
        assert!(matches!(result, Err(VaultError::File { doing: FileAct::Read, .. })));
    }
    let error = KeyRing::read(folder.path()).unwrap_err();
    assert_eq!(error, VaultError::NotAKeyFile { path: folder.path().to_owned() });
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(MAX_KEY_FILE_BYTES + 1).unwrap();
    assert_eq!(KeyRing::read(&path).unwrap_err(), VaultError::NotAKeyFile { path });
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o7777
    }

    #[test]
    fn only_the_owner_may_read_a_file_made_or_rotated() {
        let (_folder, path, _) = made();
        assert_eq!(mode(&path), 0o600);
        rotate(&path).unwrap();
        assert_eq!(mode(&path), 0o600);
    }

    #[test]
    fn a_file_open_to_others_is_refused_with_the_remedy() {
        let (folder, path, _) = made();
        for mode in [0o640, 0o604, 0o620, 0o777] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let expected = VaultError::FileOpenToOthers { path: path.clone(), mode };
            for result in [KeyRing::read(&path), rotate(&path)] {
                let error = result.unwrap_err();
                assert_eq!(error, expected);
                assert!(error.en().contains("chmod 600") && error.zh().contains("chmod 600"));
            }
        }
        for mode in [0o600, 0o400] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert!(KeyRing::read(&path).is_ok());
        }
        assert_eq!(names(&folder), ["xibao.keys"]);
    }

    #[test]
    fn a_link_stays_a_link_and_its_target_is_rotated() {
        let (folder, path, _) = made();
        let link = folder.path().join("link.keys");
        symlink(&path, &link).unwrap();
        rotate(&link).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(KeyRing::read(&path).unwrap().keys().count(), 3);
    }

    #[test]
    fn the_owner_stays_when_another_rotates() {
        let (_folder, path, _) = made();
        // Only the administrator may give files away; for others there is nothing to see here.
        if std::os::unix::fs::chown(&path, Some(12345), Some(12345)).is_err() {
            return;
        }
        rotate(&path).unwrap();
        let facts = fs::metadata(&path).unwrap();
        assert_eq!((facts.uid(), facts.gid()), (12345, 12345));
    }
}
