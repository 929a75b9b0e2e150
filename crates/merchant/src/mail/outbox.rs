//! Letters into a folder, where no mail server is configured: one `.eml` file each, for the owner's
//! eyes only. The till page of a demonstration shows them.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

use crate::ports::{Clock, KeptLetter, Letter, Mail, MailError};

/// Letters that the folder keeps; the oldest go.
const MOST: usize = 1000;
/// How long a letter is kept: they have names, addresses and codes in them.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// Bytes of a file that are read back.
const LONGEST: u64 = 1024 * 1024;

/// A folder of letters.
pub struct Outbox {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    count: AtomicU64,
}

impl Outbox {
    /// Keeps letters in this folder, which is made when it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(folder: impl Into<PathBuf>, clock: Arc<dyn Clock>) -> io::Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(&folder)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        }
        Ok(Self {
            folder,
            clock,
            count: AtomicU64::new(0),
        })
    }

    fn write(&self, letter: &Letter) -> io::Result<()> {
        let now = self.clock.now();
        // The time, this process and a number: nothing of what is in it.
        let name = format!(
            "{:020}-{:06}-{:010}.eml",
            now.timestamp_millis(),
            self.count.fetch_add(1, Ordering::Relaxed),
            std::process::id()
        );
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.open(self.folder.join(name))?;
        file.write_all(written(letter, now).as_bytes())?;
        let names = self.names()?;
        for old in names.iter().take(names.len().saturating_sub(MOST)) {
            remove(old)?;
        }
        Ok(())
    }

    fn remove_all(&self, which: impl Fn(&Path) -> bool) {
        let removed = self.names().and_then(|names| {
            names
                .iter()
                .filter(|path| which(path))
                .try_for_each(|path| remove(path))
        });
        if let Err(error) = removed {
            // It names neither a file nor a reader.
            tracing::error!(%error, "letters cannot be deleted");
        }
    }

    /// The letters' files, oldest first.
    fn names(&self) -> io::Result<Vec<PathBuf>> {
        let mut names: Vec<PathBuf> = fs::read_dir(&self.folder)?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
            .collect();
        names.sort();
        Ok(names)
    }
}

impl Mail for Outbox {
    fn send(&self, letter: &Letter) -> Result<(), MailError> {
        self.write(letter).map_err(|_| MailError::Later)
    }

    fn kept(&self, limit: usize) -> Vec<KeptLetter> {
        let names = self.names().unwrap_or_default();
        names
            .iter()
            .rev()
            .take(limit)
            .filter_map(|path| read(path))
            .collect()
    }

    fn forget(&self, address: &str) {
        self.remove_all(|path| read(path).is_some_and(|kept| kept.letter.to == address));
    }

    fn age(&self) {
        let before = (self.clock.now() - KEPT).timestamp_millis();
        self.remove_all(|path| written_at(path).is_some_and(|at| at < before));
    }
}

/// Somebody else may have been faster.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// From the file's name, in milliseconds.
fn written_at(path: &Path) -> Option<i64> {
    path.file_name()?.to_str()?.split('-').next()?.parse().ok()
}

/// An internet message (RFC 5322) with UTF-8 in its fields (RFC 6532).
fn written(letter: &Letter, at: DateTime<Utc>) -> String {
    let line = |text: &str| text.replace(['\r', '\n'], " ");
    let unsubscribe = letter.unsubscribe.as_ref().map_or_else(String::new, |url| {
        format!(
            "List-Unsubscribe: <{}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
            line(url)
        )
    });
    format!(
        "Date: {}\r\nTo: {}\r\nSubject: {}\r\n{unsubscribe}MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
        at.to_rfc2822(),
        line(&letter.to),
        line(&letter.subject),
        letter.text.replace("\r\n", "\n").replace('\n', "\r\n"),
    )
}

fn read(path: &Path) -> Option<KeptLetter> {
    if fs::metadata(path).ok()?.len() > LONGEST {
        return None;
    }
    let file = fs::read_to_string(path).ok()?;
    let (head, text) = file.split_once("\r\n\r\n")?;
    let field = |name: &str| {
        head.split("\r\n")
            .filter_map(|line| line.split_once(": "))
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.to_owned())
    };
    Some(KeptLetter {
        at: DateTime::parse_from_rfc2822(&field("Date")?).ok()?.to_utc(),
        letter: Letter {
            to: field("To")?,
            subject: field("Subject")?,
            text: text
                .strip_suffix("\r\n")
                .unwrap_or(text)
                .replace("\r\n", "\n"),
            unsubscribe: field("List-Unsubscribe")
                .map(|url| url.trim_matches(['<', '>']).to_owned()),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::SystemClock;

    fn letter(to: &str, text: &str) -> Letter {
        Letter {
            to: to.to_owned(),
            subject: "Koodisi – 123456".to_owned(),
            text: text.to_owned(),
            unsubscribe: Some("https://shop.example/u/1".to_owned()),
        }
    }

    #[test]
    fn letters_are_kept_and_read_back_newest_first() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::new(folder.path().join("outbox"), Arc::new(SystemClock)).unwrap();
        let first = letter("aino@example.fi", "Hei!\n\nKoodi on 123456.");
        let second = letter("onni@example.fi", "Moi");
        outbox.send(&first).unwrap();
        outbox.send(&second).unwrap();
        let kept = outbox.kept(10);
        assert_eq!(kept.len(), 2);
        assert!(kept[0].letter == second && kept[1].letter == first);
        assert_eq!(outbox.kept(1).len(), 1);
    }

    #[test]
    fn a_letter_cannot_write_fields_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::new(folder.path(), Arc::new(SystemClock)).unwrap();
        let mut sly = letter("aino@example.fi", "Hei");
        sly.subject = "Hei\r\nTo: other@example.fi".to_owned();
        outbox.send(&sly).unwrap();
        assert_eq!(outbox.kept(1)[0].letter.to, "aino@example.fi");
    }

    /// A clock that a test sets, in hours.
    #[derive(Default)]
    struct Hours(AtomicU64);

    impl Clock for Hours {
        fn now(&self) -> DateTime<Utc> {
            DateTime::UNIX_EPOCH + TimeDelta::hours(self.0.load(Ordering::Relaxed).cast_signed())
        }
    }

    #[test]
    fn letters_go_with_their_reader_and_after_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Hours::default());
        let outbox = Outbox::new(folder.path(), Arc::<Hours>::clone(&clock)).unwrap();
        let readers = || {
            let kept = outbox.kept(10);
            let readers: Vec<String> = kept.into_iter().map(|kept| kept.letter.to).collect();
            readers
        };
        for to in ["aino@example.fi", "onni@example.fi", "aino@example.fi"] {
            outbox.send(&letter(to, "Hei")).unwrap();
        }
        outbox.forget("aino@example.fi");
        assert_eq!(readers(), ["onni@example.fi"]);
        clock.0.store(24, Ordering::Relaxed);
        outbox.send(&letter("elli@example.fi", "Hei")).unwrap();
        outbox.age();
        assert_eq!(readers(), ["elli@example.fi", "onni@example.fi"]);
        clock.0.store(25, Ordering::Relaxed);
        outbox.age();
        assert_eq!(readers(), ["elli@example.fi"]);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_a_letter() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::new(folder.path().join("outbox"), Arc::new(SystemClock)).unwrap();
        outbox.send(&letter("aino@example.fi", "Hei")).unwrap();
        let file = outbox.names().unwrap().remove(0);
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        assert!(!name.contains("aino"), "{name}");
    }
}
