//! A disk that is soon full: a small file system in memory, where the machine lets the test mount
//! one; otherwise the test says so and is skipped.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A mounted file system; unmounted when dropped.
pub(crate) struct SmallDisk {
    place: TempDir,
}

impl SmallDisk {
    /// One of a size as `mount` takes it: `1m`.
    pub(crate) fn mount(size: &str) -> Option<Self> {
        let place = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(place.path())
            .output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self { place });
        }
        eprintln!("skipped: this machine does not let the test mount a file system");
        None
    }

    /// Where it begins.
    pub(crate) fn path(&self) -> &Path {
        self.place.path()
    }

    /// A folder on it for a wallet.
    pub(crate) fn dir(&self) -> PathBuf {
        self.place.path().join("wallet")
    }

    /// Mounts it otherwise: `ro`, `size=8m`.
    pub(crate) fn remount(&self, how: &str) {
        let options = format!("remount,{how}");
        let status = Command::new("mount")
            .args(["-o", &options])
            .arg(self.place.path())
            .status();
        assert!(status.unwrap().success());
    }

    /// Fills it but for so many bytes; what fills it can be deleted again.
    #[allow(dead_code, reason = "for the tests of shops")]
    pub(crate) fn fill_but(&self, room: u64) -> PathBuf {
        use std::io::Write as _;
        let path = self.place.path().join("filler");
        let mut file = std::fs::File::create(&path).unwrap();
        while file.write_all(&[1; 4096]).is_ok() {}
        let size = file.metadata().unwrap().len();
        file.set_len(size.saturating_sub(room)).unwrap();
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.place.path()).status();
    }
}
