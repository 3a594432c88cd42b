//! As much of HTTP/1.1 as a load generator needs: a kept connection, one request after the other (RFC 9112).

use std::net::SocketAddr;
use std::ops::Range;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::failure::{Context, Failure, Outcome};

/// What every browser says of itself here.
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// A GET as a browser sends it; `more` are whole header lines.
pub fn get(path: &str, more: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {BROWSER}\r\nAccept: text/html\r\n{more}\r\n")
        .into_bytes()
}

/// The header line of cookies.
pub fn cookies(pairs: &str) -> String {
    format!("Cookie: {pairs}\r\n")
}

/// The header line of a proxy that forwards somebody's request from a network of their own.
pub fn from_network(number: u32) -> String {
    let [_, a, b, c] = number.to_be_bytes();
    format!("X-Forwarded-For: 10.{a}.{b}.{c}\r\n")
}

/// A text as a form has it.
pub fn escape(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
        escaped
    })
}

/// A form as a browser posts it from a page of the same site; `more` are whole header lines.
pub fn form(path: &str, more: &str, fields: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {BROWSER}\r\nAccept: text/html\r\n\
         Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n{more}\
         Content-Length: {}\r\n\r\n{fields}",
        fields.len()
    )
    .into_bytes()
}

/// JSON as a page posts it to another program of its machine; `more` are whole header lines.
pub fn json(path: &str, host: SocketAddr, more: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {BROWSER}\r\nContent-Type: application/json\r\n{more}\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Where an answer's parts lie in what was read.
#[derive(Clone, Debug)]
struct Frame {
    status: u16,
    head: usize,
    body: Body,
    end: usize,
}

#[derive(Clone, Debug)]
enum Body {
    Whole(Range<usize>),
    Chunks(Vec<Range<usize>>),
}

/// An answer, copied out of the connection.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Status line and header lines.
    pub head: String,
    /// Its body, still compressed where it came so.
    pub body: Vec<u8>,
}

impl Answer {
    /// The values of a header, in order.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// What is to be sent back of the cookies: `name=value`.
    pub fn cookies(&self) -> impl Iterator<Item = &str> {
        self.headers("set-cookie").filter_map(|cookie| cookie.split(';').next())
    }
}

/// A kept connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn open(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await.context("cannot connect to the server under test")?;
        stream.set_nodelay(true).context("cannot set TCP_NODELAY")?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and reads its answer to the end; copies nothing. Answers status and bytes.
    ///
    /// # Errors
    /// When the connection breaks, or the answer is not HTTP.
    pub async fn exchange(&mut self, request: &[u8]) -> Outcome<(u16, usize)> {
        let frame = self.ask(request).await?;
        Ok((frame.status, frame.end))
    }

    /// As [`Self::exchange`], and gives the answer.
    ///
    /// # Errors
    /// When the connection breaks, or the answer is not HTTP.
    pub async fn fetch(&mut self, request: &[u8]) -> Outcome<Answer> {
        let frame = self.ask(request).await?;
        let body = match frame.body {
            Body::Whole(range) => self.buffer[range].to_vec(),
            Body::Chunks(ranges) => ranges.into_iter().flat_map(|range| &self.buffer[range]).copied().collect(),
        };
        let head = String::from_utf8_lossy(&self.buffer[..frame.head]).into_owned();
        Ok(Answer { status: frame.status, head, body })
    }

    async fn ask(&mut self, request: &[u8]) -> Outcome<Frame> {
        self.stream.write_all(request).await.context("the server under test closed the connection")?;
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await.context("the server under test gave no answer")?;
            if read == 0 {
                return Err(Failure::new("the server under test ended an answer early. Its log says why"));
            }
            if let Some(frame) = frame(&self.buffer)? {
                return Ok(frame);
            }
        }
    }
}

/// Finds the parts of a whole answer; nothing while it is not whole.
fn frame(bytes: &[u8]) -> Outcome<Option<Frame>> {
    let Some(head) = find(bytes, b"\r\n\r\n").map(|at| at + 4) else {
        return Ok(None);
    };
    let status = bytes.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    let status = status.context("an answer does not begin as HTTP/1.1 does")?;
    let mut body = (status == 304 || status == 204).then_some(Body::Whole(head..head));
    for line in bytes[..head].split(|byte| *byte == b'\n') {
        if let Some(length) = value(line, b"content-length:") {
            let length: usize = length.parse().context("an answer's Content-Length is not a number")?;
            body.get_or_insert(Body::Whole(head..head + length));
        } else if value(line, b"transfer-encoding:").is_some() {
            let Some((chunks, end)) = chunks(bytes, head)? else {
                return Ok(None);
            };
            return Ok(Some(Frame { status, head, body: Body::Chunks(chunks), end }));
        }
    }
    let Some(Body::Whole(range)) = body else {
        return Err(Failure::new("an answer says neither its length nor that it comes in chunks"));
    };
    let end = range.end;
    Ok((bytes.len() >= end).then_some(Frame { status, head, body: Body::Whole(range), end }))
}

type Chunks = (Vec<Range<usize>>, usize);

/// The chunks from `at` on (RFC 9112, 7.1), and where they end.
fn chunks(bytes: &[u8], mut at: usize) -> Outcome<Option<Chunks>> {
    let mut found = Vec::new();
    loop {
        let Some(line) = find(&bytes[at.min(bytes.len())..], b"\r\n") else {
            return Ok(None);
        };
        let size =
            std::str::from_utf8(&bytes[at..at + line]).ok().and_then(|text| usize::from_str_radix(text, 16).ok());
        let size = size.context("an answer's chunk does not begin with its size")?;
        let start = at + line + 2;
        at = start + size + 2;
        if bytes.len() < at {
            return Ok(None);
        }
        if size == 0 {
            return Ok(Some((found, at)));
        }
        found.push(start..start + size);
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn value<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a str> {
    let (key, value) = line.split_at_checked(name.len())?;
    key.eq_ignore_ascii_case(name).then(|| std::str::from_utf8(value).ok().map(str::trim))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_where_its_length_or_its_last_chunk_says() {
        let whole = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
        assert_eq!(frame(whole).unwrap().unwrap().end, whole.len());
        assert!(frame(&whole[..whole.len() - 1]).unwrap().is_none());
        let chunked = b"HTTP/1.1 303 See Other\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
        for short in 0..chunked.len() {
            assert!(frame(&chunked[..short]).unwrap().is_none(), "{short}");
        }
        let frame = frame(chunked).unwrap().unwrap();
        assert_eq!((frame.status, frame.end), (303, chunked.len()));
    }

    #[test]
    fn what_has_no_end_is_refused() {
        assert!(frame(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
