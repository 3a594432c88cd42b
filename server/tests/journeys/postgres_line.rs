//! A line between the application and PostgreSQL that a test can cut and mend.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpStream},
    os::unix::net::{UnixListener, UnixStream},
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use store::testing::{self, TestDatabase};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use url::Url;

/// The line, and the database at its end.
pub struct Line {
    is_up: Arc<AtomicBool>,
    is_held: Arc<AtomicBool>,
    calls: Arc<Mutex<Vec<UnixStream>>>,
    folder: TempDir,
    runtime: Runtime,
    database: Option<TestDatabase>,
}

impl Line {
    pub fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let database = runtime.block_on(testing::postgres());
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let (is_up, calls) = (Arc::new(AtomicBool::new(true)), Arc::new(Mutex::new(Vec::new())));
        let end = End::of(&Url::parse(database.url()).unwrap());
        let is_held = Arc::new(AtomicBool::new(false));
        let held = Arc::clone(&is_held);
        let (up, kept) = (Arc::clone(&is_up), Arc::clone(&calls));
        // It ends with the test's process.
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                if up.load(Ordering::SeqCst) {
                    kept.lock().unwrap().push(near.try_clone().unwrap());
                    end.connect(near, &held).unwrap();
                }
            }
        });
        Self { is_up, is_held, calls, folder, runtime, database: Some(database) }
    }

    /// The address of the database, over this line.
    pub fn url(&self) -> String {
        let mut url = Url::parse(self.database.as_ref().unwrap().url()).unwrap();
        url.set_host(Some("localhost")).unwrap();
        url.set_port(None).unwrap();
        url.query_pairs_mut().clear().append_pair("host", self.folder.path().to_str().unwrap());
        url.to_string()
    }

    /// Ends all calls, and takes none.
    pub fn cut(&self) {
        self.is_up.store(false, Ordering::SeqCst);
        for call in self.calls.lock().unwrap().drain(..) {
            let _ = call.shutdown(Shutdown::Both);
        }
    }

    /// Lets nothing through, and hangs nobody up.
    pub fn hold(&self) {
        self.is_held.store(true, Ordering::SeqCst);
    }

    pub fn mend(&self) {
        self.is_held.store(false, Ordering::SeqCst);
        self.is_up.store(true, Ordering::SeqCst);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let _entered = self.runtime.enter();
        self.database.take();
    }
}

/// Where PostgreSQL listens.
enum End {
    Socket(PathBuf),
    Port(String),
}

impl End {
    fn of(url: &Url) -> Self {
        let port = url.port().unwrap_or(5432);
        match url.query_pairs().find(|(name, _)| name == "host") {
            Some((_, folder)) => Self::Socket(PathBuf::from(&*folder).join(format!(".s.PGSQL.{port}"))),
            None => Self::Port(format!("{}:{port}", url.host_str().unwrap())),
        }
    }

    fn connect(&self, near: UnixStream, held: &Arc<AtomicBool>) -> io::Result<()> {
        match self {
            Self::Socket(path) => {
                let far = UnixStream::connect(path)?;
                pass(near.try_clone()?, far.try_clone()?, held, UnixStream::shutdown);
                pass(far, near, held, UnixStream::shutdown);
            }
            Self::Port(address) => {
                let far = TcpStream::connect(address)?;
                pass(near.try_clone()?, far.try_clone()?, held, TcpStream::shutdown);
                pass(far, near, held, UnixStream::shutdown);
            }
        }
        Ok(())
    }
}

/// Passes on what is said at one end, until somebody hangs up.
fn pass<T: Write + Send + 'static>(
    mut from: impl Read + Send + 'static,
    mut to: T,
    held: &Arc<AtomicBool>,
    hang_up: fn(&T, Shutdown) -> io::Result<()>,
) {
    let held = Arc::clone(held);
    thread::spawn(move || {
        let mut buffer = vec![0; 16_384];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            while held.load(Ordering::SeqCst) {
                thread::sleep(Duration::from_millis(5));
            }
            if to.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        let _ = hang_up(&to, Shutdown::Both);
    });
}
