//! Servers that a test starts, stops and kills itself: each in a directory of its own, on a port that was free.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::db::Tested;

/// How long a server may take to start or to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server of a test's own. It ends, and its directory goes, with this value, and with the thread that started it.
pub struct Process {
    programs: Programs,
    child: Option<Child>,
    port: u16,
    answers: fn(&str) -> bool,
    // Goes last: the server has files open in it.
    folder: TempDir,
}

/// The programs of a server.
enum Programs {
    MariaDb { install: PathBuf, server: PathBuf, is_root: bool },
    Postgres { install: PathBuf, server: PathBuf, user: Option<User> },
}

/// Whom to run as instead of root, which PostgreSQL refuses.
#[derive(Clone, Copy)]
struct User {
    uid: u32,
    gid: u32,
}

impl Process {
    /// A server for URLs of this scheme that runs and answers; `None`, and a line that says so, where its programs are not installed.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start<C: Tested>(scheme: &str) -> Option<Self> {
        let folder = TempDir::new().expect("there is a place for temporary files");
        let is_root = folder.path().metadata().is_ok_and(|folder| folder.uid() == 0);
        let programs = match Programs::find(scheme, is_root) {
            Ok(programs) => programs,
            Err(missing) => {
                // Not through `print!`, which tests capture.
                let line = format!("skipped: no server of its own for {scheme}, there is no {missing}\n");
                let _ = std::io::stderr().write_all(line.as_bytes());
                return None;
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let port = listener.local_addr().expect("the port has a number").port();
        drop(listener);
        let mut server = Self { programs, child: None, port, answers: |url| C::to(url).is_ok(), folder };
        server.install();
        server.start_again();
        Some(server)
    }

    /// The URL of an empty database of the server.
    pub fn url(&self) -> String {
        match self.programs {
            Programs::MariaDb { .. } => format!("mysql://root@127.0.0.1:{}/test", self.port),
            Programs::Postgres { .. } => format!("postgres://postgres@127.0.0.1:{}/postgres", self.port),
        }
    }

    /// Starts the server after it ended, and waits until it answers.
    ///
    /// # Panics
    /// If it does not in time.
    pub fn start_again(&mut self) {
        let begin = Instant::now();
        self.child = Some(self.spawn());
        while !(self.answers)(&self.url()) {
            assert!(begin.elapsed() < PATIENCE, "the server does not answer:\n{}", self.log());
            // What was left of a killed server may be in the way of a new one for a moment.
            if self.child.as_mut().is_some_and(|child| child.try_wait().is_ok_and(|ended| ended.is_some())) {
                std::thread::sleep(Duration::from_millis(50));
                self.child = Some(self.spawn());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends the server in the ordinary way: what is under way is rolled back, clients are told.
    ///
    /// # Panics
    /// If it does not end in time.
    pub fn stop(&mut self) {
        let signal = match self.programs {
            Programs::MariaDb { .. } => "TERM",
            // `pg_ctl stop -m fast`
            Programs::Postgres { .. } => "INT",
        };
        let Some(mut child) = self.child.take() else { return };
        send(signal, &[child.id().to_string()]);
        let begin = Instant::now();
        while child.try_wait().is_ok_and(|ended| ended.is_none()) {
            if begin.elapsed() > PATIENCE {
                let _ = child.kill();
                panic!("the server does not end:\n{}", self.log());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Ends the server, and the processes it made, without a chance to do anything more.
    pub fn kill(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let id = child.id();
        let own = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        let own: Vec<String> = own.split_whitespace().map(str::to_owned).collect();
        let _ = child.kill();
        if !own.is_empty() {
            send("KILL", &own);
        }
        let _ = child.wait();
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// What the server said.
    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Makes the files of an empty server.
    fn install(&self) {
        let mut command = match &self.programs {
            Programs::MariaDb { install, .. } => {
                let mut command = self.command(install);
                command.args(["--no-defaults", "--auth-root-authentication-method=normal"]);
                command.arg(option("--datadir=", &self.data()));
                command
            }
            Programs::Postgres { install, user, .. } => {
                if let Some(User { uid, gid }) = user {
                    chown(self.folder.path(), Some(*uid), Some(*gid)).expect("root can give a directory away");
                }
                let mut command = self.command(install);
                command.args(["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync", "-D"]);
                command.arg(self.data());
                command
            }
        };
        let made = command.output().expect("the program was found");
        let mut told = String::from_utf8_lossy(&made.stdout).into_owned();
        let _ = write!(told, "{}", String::from_utf8_lossy(&made.stderr));
        assert!(made.status.success(), "the files of the server cannot be made:\n{told}");
    }

    fn spawn(&self) -> Child {
        let mut command = match &self.programs {
            Programs::MariaDb { server, is_root, .. } => {
                let mut command = self.command(server);
                command.arg("--no-defaults").arg(option("--datadir=", &self.data()));
                command.arg(option("--socket=", &self.folder.path().join("socket")));
                command.arg(option("--pid-file=", &self.folder.path().join("pid")));
                command.args(["--bind-address=127.0.0.1", "--innodb-buffer-pool-size=16M"]);
                // What was written survives a process that is killed, on the disk or not; so below.
                command.arg("--innodb-flush-log-at-trx-commit=2");
                // Else it refuses to run as root.
                command.args(is_root.then_some("--user=root"));
                command.arg(format!("--port={}", self.port));
                command
            }
            Programs::Postgres { server, .. } => {
                let mut command = self.command(server);
                command.arg("-D").arg(self.data()).arg("-k").arg(self.folder.path());
                command.args(["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-p", &self.port.to_string()]);
                command
            }
        };
        let log = File::options().create(true).append(true).open(self.folder.path().join("log"));
        let log = log.expect("the directory can be written");
        command.stdout(log.try_clone().expect("a file can be shared")).stderr(log).stdin(Stdio::null());
        command.spawn().expect("the program was found")
    }

    /// A command that ends with the thread that runs it, also where the test program is killed; as another user than root if it must.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("setpriv");
        command.arg("--pdeathsig=KILL");
        if let Programs::Postgres { user: Some(User { uid, gid }), .. } = self.programs {
            command.args([format!("--reuid={uid}"), format!("--regid={gid}"), "--clear-groups".to_owned()]);
        }
        // MariaDB begins by clearing up the temporary tables of its directory, those of another server too.
        command.arg("--").arg(program).current_dir(self.folder.path()).env("TMPDIR", self.folder.path());
        command
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Programs {
    /// The programs of the server for this scheme, or what is missing.
    fn find(scheme: &str, is_root: bool) -> Result<Self, &'static str> {
        let usual = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"].map(PathBuf::from);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path: Vec<PathBuf> = std::env::split_paths(&path).chain(usual).collect();
        let found = |folders: &[PathBuf], name: &'static str| {
            folders.iter().map(|folder| folder.join(name)).find(|program| program.is_file()).ok_or(name)
        };
        found(&path, "setpriv")?;
        if scheme == "mysql" {
            return Ok(Self::MariaDb {
                install: found(&path, "mariadb-install-db")?,
                server: found(&path, "mariadbd")?,
                is_root,
            });
        }
        let folders = postgres_folders();
        let user = if is_root { Some(User::named("postgres").ok_or("user `postgres`")?) } else { None };
        Ok(Self::Postgres { install: found(&folders, "initdb")?, server: found(&folders, "postgres")?, user })
    }
}

/// Where the programs of PostgreSQL may be: where `pg_config` says, then the newest of Debian's.
fn postgres_folders() -> Vec<PathBuf> {
    let told = Command::new("pg_config").arg("--bindir").output().map(|told| told.stdout).unwrap_or_default();
    let mut folders = vec![PathBuf::from(String::from_utf8_lossy(&told).trim())];
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    let mut installed: Vec<PathBuf> = installed.map(|version| version.path().join("bin")).collect();
    installed.sort_by_key(|folder| {
        let version = folder.parent().and_then(Path::file_name).and_then(OsStr::to_str);
        std::cmp::Reverse(version.and_then(|version| version.parse::<u32>().ok()))
    });
    folders.extend(installed);
    folders
}

impl User {
    fn named(name: &str) -> Option<Self> {
        let id = |what: &str| {
            let told = Command::new("id").args([what, name]).output().ok()?;
            String::from_utf8(told.stdout).ok()?.trim().parse().ok()
        };
        Some(Self { uid: id("-u")?, gid: id("-g")? })
    }
}

/// Sends a signal to processes.
fn send(signal: &str, processes: &[String]) {
    // Some may have ended by themselves.
    let _ = Command::new("kill").arg(format!("-{signal}")).args(processes).stderr(Stdio::null()).status();
}

/// An option with a path.
fn option(name: &str, path: &Path) -> std::ffi::OsString {
    let mut option = std::ffi::OsString::from(name);
    option.push(path);
    option
}
