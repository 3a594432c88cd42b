//! What the operating system must give: folders, known places, the user behind a connection, one instance a person, and a process
//! that nobody looks into. This is Linux; another system needs this module again, and docs/smartcard-agent.md says what for.

use std::{
    env, fs,
    io::{self, Write as _},
    net::SocketAddr,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use rustix::{
    fs::{FlockOperation, flock},
    process::{DumpableBehavior, Signal, getuid, set_dumpable_behavior, set_parent_process_death_signal},
};

use crate::failure::Failure;

const NAME: &str = "care-identity-agent";

/// Where the makers of cards put their modules, the most common first. `*` stands for Debian's folder of the architecture.
const KNOWN_MODULES: [&str; 8] = [
    "/usr/lib/*/opensc-pkcs11.so",
    "/usr/lib/*/libykcs11.so.2",
    "/usr/lib64/opensc-pkcs11.so",
    "/usr/lib64/libykcs11.so.2",
    "/usr/lib/pkcs11/libIDPrimePKCS11.so",
    "/usr/lib/libeTPkcs11.so",
    "/usr/lib/libcvP11.so",
    "/opt/cryptovision/lib/libcvP11.so",
];

/// The user whose agent this is.
#[must_use]
pub fn user() -> u32 {
    getuid().as_raw()
}

/// The file of settings, whether it is there or not.
///
/// # Errors
/// When this process has no home.
pub fn configuration_file() -> Result<PathBuf, Failure> {
    Ok(folder("XDG_CONFIG_HOME", ".config")?.join(format!("{NAME}.toml")))
}

/// The folder of what the agent remembers; it is made for this person alone.
///
/// # Errors
/// When it cannot be made.
pub fn state_folder() -> Result<PathBuf, Failure> {
    let folder = folder("XDG_STATE_HOME", ".local/state")?.join(NAME);
    make_private(&folder)?;
    Ok(folder)
}

/// The folder of what ends with the person's last session.
fn runtime_folder() -> Result<PathBuf, Failure> {
    match env::var_os("XDG_RUNTIME_DIR").filter(|folder| Path::new(folder).is_absolute()) {
        Some(folder) => Ok(PathBuf::from(folder)),
        None => state_folder(),
    }
}

/// XDG Base Directory Specification: a path that is not absolute is ignored.
fn folder(variable: &str, otherwise: &str) -> Result<PathBuf, Failure> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute(variable)
        .or_else(|| absolute("HOME").map(|home| home.join(otherwise)))
        .ok_or_else(|| Failure::failed(format!("neither {variable} nor HOME says where this person's files are")))
}

fn make_private(folder: &Path) -> Result<(), Failure> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| Failure::failed(format!("{} cannot be made: {error}", folder.display())))
}

/// Writes a file that only this person can read, whole or not at all. In a folder that others can write to, what lies in the way is
/// never written through.
///
/// # Errors
/// When the folder or the disk refuses.
pub fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    let part = path.with_extension(format!("part-{}", std::process::id()));
    let written = (|| {
        if let Err(error) = fs::remove_file(&part)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(error);
        }
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&part, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

/// The modules in known places that are there.
#[must_use]
pub fn known_modules() -> Vec<PathBuf> {
    let architecture = format!("{}-linux-gnu", env::consts::ARCH);
    let known = KNOWN_MODULES.iter().map(|path| PathBuf::from(path.replace('*', &architecture)));
    known.filter(|path| path.is_file()).collect()
}

/// The pinentry that the person's system has.
#[must_use]
pub fn pinentry() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join("pinentry")).find(|file| file.is_file())
}

/// Held while this agent runs; another one of the same person cannot have it.
#[derive(Debug)]
pub struct Lock {
    file: fs::File,
}

impl Lock {
    /// Takes it.
    ///
    /// # Errors
    /// With exit code 4 when another agent of this person has it.
    pub fn take() -> Result<Self, Failure> {
        let path = runtime_folder()?.join(format!("{NAME}.lock"));
        let failed = |error: &dyn std::fmt::Display| Failure::failed(format!("{}: {error}", path.display()));
        let mut options = fs::OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let file = options.open(&path).map_err(|error| failed(&error))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Self { file }),
            Err(rustix::io::Errno::WOULDBLOCK) => {
                let who = fs::read_to_string(&path).unwrap_or_default();
                Err(Failure::running(format!("your agent runs already ({}). One is enough.", who.trim())))
            }
            Err(error) => Err(failed(&error)),
        }
    }

    /// Notes who has it, for whoever tries next.
    pub fn note(&mut self, port: u16) {
        let note = format!("process {}, port {port}\n", std::process::id());
        let noted = self.file.set_len(0).and_then(|()| self.file.write_all(note.as_bytes()));
        if let Err(error) = noted {
            tracing::warn!(%error, "the lock file says nothing of this agent");
        }
    }
}

/// The user who opened the other end of a connection of this machine: on a terminal server, all people share 127.0.0.1. `None`
/// when the system does not say.
#[must_use]
pub fn user_behind(peer: SocketAddr, local: SocketAddr) -> Option<u32> {
    let table = |path| fs::read_to_string(path).unwrap_or_default();
    user_in_table(&table("/proc/net/tcp"), peer, local).or_else(|| user_in_table(&table("/proc/net/tcp6"), peer, local))
}

/// Finds the peer's own end in a table of proc_net_tcp(5). A socket that nobody holds any more stands there without inode, as if it
/// were the administrator's: it does not count.
fn user_in_table(table: &str, peer: SocketAddr, local: SocketAddr) -> Option<u32> {
    table.lines().skip(1).find_map(|line| {
        let mut fields = line.split_ascii_whitespace().skip(1);
        let (mine, other) = (fields.next()?, fields.next()?);
        let user = fields.nth(4)?;
        let inode = fields.nth(1)?;
        let found = is_address(mine, peer) && is_address(other, local) && inode != "0";
        found.then(|| user.parse().ok()).flatten()
    })
}

/// Whether `text` (hexadecimal, as the machine keeps it) is an IPv4 address, or that address as IPv6 writes it.
fn is_address(text: &str, address: SocketAddr) -> bool {
    let std::net::IpAddr::V4(ip) = address.ip() else { return false };
    let ip = format!("{:08X}", u32::from_ne_bytes(ip.octets()));
    let mapped = format!("0000000000000000{:08X}{ip}", u32::from_ne_bytes([0, 0, 0xFF, 0xFF]));
    text.split_once(':').is_some_and(|(host, port)| {
        (host == ip || host == mapped) && u16::from_str_radix(port, 16) == Ok(address.port())
    })
}

/// Keeps other processes of this person from reading the memory of this one (no core file, no debugger).
pub fn hide_memory() {
    if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "this process can be looked into by others of yours");
    }
}

/// Ends this process with the one that started it.
pub fn end_with_parent() {
    if let Err(error) = set_parent_process_death_signal(Some(Signal::KILL)) {
        tracing::warn!(%error, "this process may outlive its agent");
    }
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;

    const TABLE: &str =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:B806 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 111 1 0 100 0 0 10 0
   1: 0100007F:B806 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 112 1 0 20 4 30 10 -1
   2: 0100007F:D431 0100007F:B806 01 00000000:00000000 00:00000000 00000000  1001        0 113 1 0 20 4 30 10 -1
   3: 0100007F:D432 0100007F:B806 06 00000000:00000000 03:00000000 00000000     0        0 0 3 0
";

    fn at(port: u16) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], port))
    }

    #[test]
    fn the_user_is_that_of_the_peers_own_end() {
        assert_eq!(user_in_table(TABLE, at(0xD431), at(0xB806)), Some(1001));
        assert_eq!(user_in_table(TABLE, at(0xD433), at(0xB806)), None);
    }

    #[test]
    fn a_connection_that_is_over_is_nobodys() {
        assert_eq!(user_in_table(TABLE, at(0xD432), at(0xB806)), None);
    }

    #[test]
    fn a_browser_that_speaks_ipv6_is_found_too() {
        let mapped = TABLE.replace("0100007F:", "0000000000000000FFFF00000100007F:");
        assert_eq!(user_in_table(&mapped, at(0xD431), at(0xB806)), Some(1001));
    }

    #[test]
    fn the_real_table_names_us() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let found = user_behind(client.local_addr().unwrap(), listener.local_addr().unwrap());
        assert_eq!(found, Some(user()));
    }

    #[test]
    fn a_private_file_is_the_persons_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.json");
        write_private(&path, b"1").unwrap();
        write_private(&path, b"2").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"2");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_private_file_is_never_written_through_what_lies_there() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let [path, other] = ["x.json", "other"].map(|name| folder.path().join(name));
        let part = path.with_extension(format!("part-{}", std::process::id()));
        fs::write(&other, b"precious").unwrap();
        symlink(&other, &part).unwrap();
        write_private(&path, b"1").unwrap();
        assert_eq!((fs::read(&other).unwrap(), fs::read(&path).unwrap()), (b"precious".to_vec(), b"1".to_vec()));
        // One that anybody can read is not taken either.
        fs::write(&part, b"").unwrap();
        fs::set_permissions(&part, fs::Permissions::from_mode(0o666)).unwrap();
        write_private(&path, b"2").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
