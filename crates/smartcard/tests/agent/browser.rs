//! A page, as the agent sees it: requests as browsers write them, and as no browser would.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use card_protocol::{ABOUT, ASK, About, Answer, Ask, Fault, PAIR, Passcode, Signed, WATCH};

/// A page in a browser of this person's.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it looks for the agent.
    pub port: u16,
    /// Whose page it is.
    pub origin: String,
    /// What it got when the person allowed it.
    pub secret: Option<String>,
}

/// An answer of HTTP's.
#[derive(Clone, Debug)]
pub struct Response {
    /// 200 and so on.
    pub status: u16,
    /// The head, in small letters.
    pub head: String,
    /// The body.
    pub body: String,
}

impl Response {
    /// The fault in it.
    pub fn fault(&self) -> Option<Fault> {
        match serde_json::from_str(&self.body) {
            Ok(Answer::Fault { fault, .. }) => Some(fault),
            _ => None,
        }
    }

    /// Whether a browser lets this page read it.
    pub fn is_readable_by(&self, origin: &str) -> bool {
        self.head.contains(&format!("access-control-allow-origin: {origin}\r\n"))
    }
}

impl Page {
    /// Not paired yet.
    pub fn new(port: u16, origin: &str) -> Self {
        Self { port, origin: origin.to_owned(), secret: None }
    }

    /// Sends these bytes, and nothing else.
    pub fn raw(&self, request: &str) -> Response {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        read(stream)
    }

    /// Sends these bytes, and says that there will be no more.
    pub fn raw_and_close(&self, words: &str) -> Response {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.write_all(words.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        read(stream)
    }

    /// A request with these headers besides `Host`.
    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
        self.raw(&self.text(method, path, headers, body))
    }

    fn text(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> String {
        let mut text = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if headers.iter().all(|(name, _)| *name != "Host") {
            text += &format!("Host: 127.0.0.1:{}\r\n", self.port);
        }
        for (name, value) in headers {
            text += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() || method == "POST" {
            text += &format!("Content-Length: {}\r\n", body.len());
        }
        text + "\r\n" + body
    }

    fn headers<'a>(&'a self, authorization: &'a str) -> Vec<(&'a str, &'a str)> {
        let mut headers = vec![("Origin", self.origin.as_str()), ("Content-Type", "application/json")];
        if self.secret.is_some() {
            headers.push(("Authorization", authorization));
        }
        headers
    }

    fn authorization(&self) -> String {
        format!("Bearer {}", self.secret.as_deref().unwrap_or_default())
    }

    /// What the agent says of itself.
    pub fn about(&self) -> About {
        let response = self.request("GET", ABOUT, &self.headers(&self.authorization()), "");
        serde_json::from_str(&response.body).unwrap()
    }

    /// Asks to be paired, as the protocol says: without a body.
    pub fn try_pair(&self) -> Response {
        self.request("POST", PAIR, &[("Origin", &self.origin), ("Content-Type", "application/json")], "")
    }

    /// Is paired.
    pub fn pair(&mut self) {
        let response = self.try_pair();
        match serde_json::from_str(&response.body) {
            Ok(Answer::Paired { secret }) => self.secret = Some(secret),
            other => panic!("not paired: {other:?}"),
        }
    }

    /// Asks.
    pub fn ask(&self, ask: &Ask) -> Answer {
        let response = self.try_ask(ask);
        serde_json::from_str(&response.body).unwrap_or_else(|_| panic!("{response:?}"))
    }

    /// Asks, and shows how HTTP put it.
    pub fn try_ask(&self, ask: &Ask) -> Response {
        self.request("POST", ASK, &self.headers(&self.authorization()), &serde_json::to_string(ask).unwrap())
    }

    /// Asks, and goes away when `stay` is over.
    pub fn ask_and_leave(&self, ask: &Ask, stay: Duration) {
        self.leave("POST", ASK, &serde_json::to_string(ask).unwrap(), stay);
    }

    /// Asks to be paired, and goes away when `stay` is over.
    pub fn pair_and_leave(&self, stay: Duration) {
        self.leave("POST", PAIR, "", stay);
    }

    /// Waits for a card, and goes away when `stay` is over.
    pub fn watch_and_leave(&self, seen: u64, stay: Duration) {
        self.leave("GET", &format!("{WATCH}?seen={seen}"), "", stay);
    }

    fn leave(&self, method: &str, path: &str, body: &str, stay: Duration) {
        let text = self.text(method, path, &self.headers(&self.authorization()), body);
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        std::thread::sleep(stay);
    }

    /// Waits for a card to come or go.
    pub fn watch(&self, seen: u64) -> Answer {
        let response = self.request("GET", &format!("{WATCH}?seen={seen}"), &self.headers(&self.authorization()), "");
        serde_json::from_str(&response.body).unwrap_or_else(|_| panic!("{response:?}"))
    }

    /// Asks for a signature to sign in.
    pub fn sign_in(&self) -> Answer {
        self.ask(&sign_in(None))
    }
}

/// [`Ask::Sign`] to sign in.
pub fn sign_in(card: Option<&str>) -> Ask {
    Ask::Sign { card: card.map(str::to_owned), nonce: "bm9uY2U".into() }
}

/// The fault of an answer, and what the card says of its passcode.
pub fn fault(answer: Answer) -> (Fault, Option<Passcode>) {
    match answer {
        Answer::Fault { fault, passcode } => (fault, passcode),
        other => panic!("no fault: {other:?}"),
    }
}

/// What was signed.
pub fn signed(answer: Answer) -> Signed {
    match answer {
        Answer::Signed(signed) => signed,
        other => panic!("not signed: {other:?}"),
    }
}

fn read(mut stream: TcpStream) -> Response {
    let mut bytes = Vec::new();
    // An agent that refuses early may reset the connection after its answer.
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    Response { status, head: format!("{}\r\n", head.to_lowercase()), body: body.to_owned() }
}
