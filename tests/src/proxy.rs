//! A stretch of network in front of a server, which can be cut: what a client sees of a server that is stopped and started again.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A port that leads to a server, as long as it is open.
pub struct Proxy {
    port: u16,
    line: Arc<Line>,
}

/// What the threads of a proxy share.
struct Line {
    server: SocketAddr,
    is_open: AtomicBool,
    is_over: AtomicBool,
    /// Whether what the server says from now on gets lost.
    is_mute: AtomicBool,
    streams: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    /// A way to the server of a URL, open; and the URL that takes it.
    ///
    /// # Panics
    /// If the URL has no host, or no port can be had.
    pub fn to(url: &str, usual_port: &str) -> (Self, String) {
        let (scheme, rest) = url.split_once("://").expect("the URL has a scheme");
        let (authority, database) = rest.split_once('/').expect("the URL has a database");
        let (user, host) = authority.rsplit_once('@').map_or(("", authority), |(user, host)| (user, host));
        let address = if host.contains(':') { host.to_owned() } else { format!("{host}:{usual_port}") };
        let server =
            address.to_socket_addrs().ok().and_then(|mut found| found.next()).expect("the host has an address");
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let port = listener.local_addr().expect("the port has a number").port();
        let line = Arc::new(Line {
            server,
            is_open: AtomicBool::new(true),
            is_over: AtomicBool::new(false),
            is_mute: AtomicBool::new(false),
            streams: Mutex::default(),
        });
        let accepting = Arc::clone(&line);
        std::thread::spawn(move || accepting.accept(&listener));
        (Self { port, line }, format!("{scheme}://{user}@127.0.0.1:{port}/{database}"))
    }

    /// Cuts every connection, and lets no new one through.
    pub fn cut(&self) {
        self.line.is_open.store(false, Ordering::SeqCst);
        self.line.close();
    }

    /// Lets connections through again.
    pub fn mend(&self) {
        self.line.is_mute.store(false, Ordering::SeqCst);
        self.line.is_open.store(true, Ordering::SeqCst);
    }

    /// Lets what is asked through and cuts the connection before the answer comes back.
    pub fn lose_answers(&self) {
        self.line.is_mute.store(true, Ordering::SeqCst);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.line.is_over.store(true, Ordering::SeqCst);
        self.line.close();
        // Wakes the thread that waits for clients.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl Line {
    fn accept(self: &Arc<Self>, listener: &TcpListener) {
        for client in listener.incoming() {
            if self.is_over.load(Ordering::SeqCst) {
                return;
            }
            let Ok(client) = client else { continue };
            if !self.is_open.load(Ordering::SeqCst) {
                let _ = client.shutdown(Shutdown::Both);
                continue;
            }
            let _ = self.join(client);
        }
    }

    fn join(self: &Arc<Self>, client: TcpStream) -> std::io::Result<()> {
        let server = TcpStream::connect_timeout(&self.server, Duration::from_secs(5))?;
        // Statements are small, and waited for.
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let (to_server, to_client) = (server.try_clone()?, client.try_clone()?);
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        streams.extend([client.try_clone()?, server.try_clone()?]);
        drop(streams);
        std::thread::spawn(move || copy(client, to_server, || false));
        let line = Arc::clone(self);
        std::thread::spawn(move || copy(server, to_client, || line.is_mute.load(Ordering::SeqCst)));
        Ok(())
    }

    fn close(&self) {
        for stream in self.streams.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

/// Passes on what comes, until one end is closed or what comes is to be lost.
fn copy(mut from: TcpStream, mut to: TcpStream, loses: impl Fn() -> bool) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(length) = from.read(&mut buffer) {
        if length == 0 || loses() || to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
