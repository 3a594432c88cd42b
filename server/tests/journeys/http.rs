//! Requests and answers, whatever carries them: a connection, or a call in process.

use std::fmt;

/// What a browser sends.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What comes back, read whole.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// Nobody answered, or not to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone(pub String);

/// Carries requests to an application.
pub trait Carrier {
    fn carry(&self, asked: &Asked) -> Result<Answer, Gone>;
}

impl Asked {
    pub fn get(path: &str) -> Self {
        Self { method: "GET".into(), path: path.into(), ..Self::default() }
    }

    /// A form, as browsers post it from a page of the same site.
    pub fn form(path: &str, fields: &[(&str, &str)]) -> Self {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        Self::post(path, &body.join("&")).with("sec-fetch-site", "same-origin")
    }

    /// A form with a file, as browsers post it from a page of the same site: names, and what the fields hold.
    pub fn multipart(path: &str, fields: &[(&str, &[u8])]) -> Self {
        let mut body = Vec::new();
        for (name, value) in fields {
            let file = if *name == "file" { "; filename=\"people.csv\"\r\ncontent-type: text/csv" } else { "" };
            let head = format!("--boundary\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
            body.extend([head.as_bytes(), value, b"\r\n"].concat());
        }
        body.extend(b"--boundary--\r\n");
        Self { method: "POST".into(), path: path.into(), headers: Vec::new(), body }
            .with("content-type", "multipart/form-data; boundary=boundary")
            .with("sec-fetch-site", "same-origin")
    }

    /// A form's body, without a word on where it comes from.
    pub fn post(path: &str, body: &str) -> Self {
        Self { method: "POST".into(), path: path.into(), headers: Vec::new(), body: body.as_bytes().to_vec() }
            .with("content-type", "application/x-www-form-urlencoded")
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }
}

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// As a form's body and a query have it.
pub fn encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
