//! `care-identity healthcheck`: asks `/readyz` of the service on this machine, without another program such as curl.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use super::output;
use crate::{config::Config, failure::Failure};

const PATIENCE: Duration = Duration::from_secs(8);

/// Runs it.
///
/// # Errors
/// When the service does not answer that it is ready.
pub async fn run(config: &Config) -> Result<(), Failure> {
    let address = reachable(config.listen);
    let answer = timeout(PATIENCE, ask(address)).await;
    let answer = answer
        .map_err(|_| Failure::failed(format!("{address} does not answer within {} seconds", PATIENCE.as_secs())))?;
    let answer = answer
        .map_err(|error| Failure::failed(format!("{address} does not answer: {error}. Is the service running?")))?;
    if answer.starts_with("HTTP/1.1 200 ") {
        output::line("ready");
        return Ok(());
    }
    let words = answer.split_once("\r\n\r\n").map_or("no answer that we understand", |(_, body)| body.trim());
    Err(Failure::failed(words))
}

/// Who listens on every address is asked on this machine's own.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

async fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
    let mut answer = String::new();
    stream.take(16 * 1024).read_to_string(&mut answer).await?;
    Ok(answer)
}
