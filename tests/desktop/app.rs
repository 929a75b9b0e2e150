//! A home folder of the test's own, and the app started in it.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::mock::wait_for;
use crate::webdriver::{self, Session};

/// A fresh home folder with a key file, and the driver that opens windows in it.
pub(crate) struct Home {
    folder: TempDir,
    driver: Child,
    address: String,
}

impl Home {
    /// Makes the folder and starts the driver.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// The same, with the wallet where it usually is: nothing names another.
    pub(crate) fn of_the_usual_wallet() -> Self {
        Self::with(|driver| {
            driver.env_remove("KANTIS_WALLET");
        })
    }

    fn with(change: impl FnOnce(&mut Command)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write_key(&folder.path().join("key"));
        install_browser(folder.path());
        let (port, native) = (free_port(), free_port());
        let mut driver = at_home(folder.path(), "tauri-driver");
        change(&mut driver);
        let driver = driver
            .args([
                "--port",
                &port.to_string(),
                "--native-port",
                &native.to_string(),
            ])
            .stdout(Stdio::null())
            .spawn()
            .expect("tauri-driver starts: make setup");
        let address = format!("http://127.0.0.1:{port}");
        let home = Self {
            folder,
            driver,
            address,
        };
        home.wait_for_driver();
        home
    }

    /// Writes a file that the test brings along.
    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// A place in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The address that the browser of this home was last given, once there is one.
    pub(crate) fn opened(&self) -> String {
        let opened = self.path("browser.opened");
        wait_for("the browser is given an address", || {
            fs::read_to_string(&opened).ok()
        })
    }

    /// Starts the app with files to open.
    pub(crate) fn start(&self, files: &[&Path]) -> Session {
        Session::open(&self.address, &program(), files)
    }

    /// Starts the app without a driver: nothing but its display and the bus tells of it.
    pub(crate) fn start_alone(&self, arguments: &[&str]) -> App {
        let process = at_home(self.folder.path(), program())
            .args(arguments)
            .spawn()
            .unwrap();
        App(process)
    }

    /// Keeps a choice of this device before a start.
    pub(crate) fn stay_in_tray(&self) {
        let folder = self.folder.path().join("config/app.kantis.wallet");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("host.json"), r#"{"tray":true}"#).unwrap();
    }

    /// Starts the app once more while it runs, and waits until that start ends.
    pub(crate) fn start_again(&self, files: &[&Path]) {
        let status = at_home(self.folder.path(), program())
            .args(files)
            .status()
            .unwrap();
        assert!(status.success(), "the second start ended with {status}");
    }

    /// A driver says by an address, not by a message, that it is there; so it is asked until it is.
    fn wait_for_driver(&self) {
        let until = Instant::now() + Duration::from_secs(60);
        while !webdriver::is_ready(&self.address) {
            assert!(Instant::now() < until, "tauri-driver does not answer");
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The running app.
pub(crate) struct App(Child);

impl App {
    /// Waits until the app has ended, and demands that nothing went wrong.
    pub(crate) fn wait_for_end(mut self) {
        let status = wait_for("Kantis ends", || self.0.try_wait().unwrap());
        assert!(status.success(), "Kantis ended with {status}");
    }

    /// Whether the app still runs.
    pub(crate) fn runs(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // Asked to end, it ends WebKit's driver too; killed, it would leave that behind.
        let _ = Command::new("kill")
            .arg(self.driver.id().to_string())
            .status();
        let _ = self.driver.wait();
        end_apps(self.folder.path());
    }
}

/// Ends an app that still runs in this home: on a busy machine WebKit's driver may give up before
/// the window has closed, and the next test would see it.
fn end_apps(home: &Path) {
    let mark = format!("HOME={}", home.display());
    let app = program().canonicalize().unwrap();
    for process in fs::read_dir("/proc").unwrap().flatten() {
        let of_home = fs::read(process.path().join("environ")).is_ok_and(|all| {
            all.split(|byte| *byte == 0)
                .any(|one| one == mark.as_bytes())
        });
        if of_home && fs::read_link(process.path().join("exe")).is_ok_and(|exe| exe == app) {
            let _ = Command::new("kill").arg(process.file_name()).status();
        }
    }
}

/// A command whose programs keep everything they write in `home`.
fn at_home(home: &Path, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command
        .env("HOME", home)
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env("KANTIS_WALLET", home.join("wallet"))
        .env("KANTIS_KEY_FILE", home.join("key"))
        // The issuers of these tests are on this machine.
        .env("KANTIS_ALLOW_LOOPBACK", "1")
        .env("LANGUAGE", "en")
        .env("LANG", "C.UTF-8");
    command
}

/// The program under test, built with the page inside.
pub(crate) fn program() -> PathBuf {
    env::var_os("KANTIS_APP")
        .expect("KANTIS_APP names the program: scripts/test-desktop.sh")
        .into()
}

/// A key file as `KANTIS_KEY_FILE` wants it: 32 bytes that only its owner may read.
fn write_key(path: &Path) {
    use std::io::Write;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .unwrap();
    file.write_all(&[7; 32]).unwrap();
}

/// Installs a browser that only notes which address it was given, as the one that this home's
/// desktop opens pages with.
fn install_browser(home: &Path) {
    let (program, noted) = (home.join("browser"), home.join("browser.opened"));
    let script = format!(
        "#!/bin/sh\nprintf %s \"$*\" >'{0}.part' && mv '{0}.part' '{0}'\n",
        noted.display()
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();

    let (applications, config) = (home.join("data/applications"), home.join("config"));
    fs::create_dir_all(&applications).unwrap();
    fs::create_dir_all(&config).unwrap();
    let entry = format!(
        "[Desktop Entry]\nType=Application\nName=Browser\nExec={} %u\n",
        program.display()
    );
    fs::write(applications.join("browser.desktop"), entry).unwrap();
    // A shop of a test has no certificate.
    let choice = "[Default Applications]\nx-scheme-handler/https=browser.desktop\n\
                  x-scheme-handler/http=browser.desktop\n";
    fs::write(config.join("mimeapps.list"), choice).unwrap();
}

/// A port that nothing listens on just now.
fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}
