//! The real program on a wallet of its own, in a folder that goes when the test ends.

#![allow(dead_code, reason = "each test file uses its own part")]

pub(crate) mod http;
pub(crate) mod shop;

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// A wallet in a folder, with a key file.
pub(crate) struct Kantis {
    folder: tempfile::TempDir,
}

/// How a run of the program ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The answer as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// Fails the test unless the program ended with this code.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }
}

impl Kantis {
    /// A folder with a key file and no wallet yet.
    pub(crate) fn new() -> Self {
        let kantis = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let key: Vec<u8> = (0..32).collect();
        kantis.file("key", &key);
        fs::set_permissions(kantis.path("key"), fs::Permissions::from_mode(0o600)).unwrap();
        kantis
    }

    /// A place in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder.
    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The program, to be run on this wallet from inside the folder.
    pub(crate) fn command(&self) -> Command {
        let mut command = bare();
        command
            .current_dir(self.folder.path())
            .env("KANTIS_WALLET", self.path("wallet"))
            .env("KANTIS_KEY_FILE", self.path("key"))
            .env("HOME", self.folder.path())
            // Shops of tests are on this machine; only a debug build hears this.
            .env("KANTIS_ALLOW_LOOPBACK", "1")
            .env("XDG_DATA_HOME", self.path("data"));
        command
    }

    /// Runs the program.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        ran(self.command().args(args))
    }

    /// Runs the program with `--json`, expects 0 and gives the answer.
    #[track_caller]
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        ran(self.command().arg("--json").args(args)).ends(0).json()
    }

    /// Makes a card and gives its id.
    #[track_caller]
    pub(crate) fn add(&self, args: &[&str]) -> String {
        let args = [&["card", "add"], args].concat();
        self.json(&args)["ids"][0].as_str().unwrap().to_owned()
    }

    /// Titles of the listed cards, in order.
    #[track_caller]
    pub(crate) fn titles(&self, args: &[&str]) -> Vec<String> {
        let list = self.json(&[&["cards"], args].concat());
        let cards = list["cards"].as_array().unwrap();
        cards
            .iter()
            .map(|card| card["title"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// The program with nothing around it: no wallet, no key, no keyring, no terminal.
pub(crate) fn bare() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kantis"));
    command
        .env_clear()
        .env("TZ", "Europe/Helsinki")
        .env("LANG", "C.UTF-8")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs a command to its end.
pub(crate) fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A sample file of `demo/`.
pub(crate) fn demo(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../demo")
        .join(name);
    path.canonicalize().unwrap().to_str().unwrap().to_owned()
}

/// The demo pass with some files replaced and the manifest as it was.
pub(crate) fn changed_pass(changes: &[(&str, &str, &str)]) -> Vec<u8> {
    let original = fs::read(demo("kahvila.pkpass")).unwrap();
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(original)).unwrap();
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for place in 0..from.len() {
        let mut entry = from.by_index(place).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        for (file, old, new) in changes {
            if *file == name {
                let text = String::from_utf8(bytes).unwrap();
                assert!(text.contains(old), "{name} has no {old}");
                bytes = text.replace(old, new).into_bytes();
            }
        }
        to.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}
