//! Mail as its reader gets it: the messages of a folder.

use std::{fs, path::Path};

use mail_parser::MessageParser;

/// A message.
#[derive(Clone, Debug)]
pub struct Message {
    pub file: String,
    pub id: String,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl Message {
    /// The 8 digits of a message with a code.
    pub fn code(&self) -> Option<String> {
        let mut words = self.text.split_whitespace();
        words.find(|word| word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned)
    }
}

/// The messages in a folder, oldest first.
pub fn read(folder: &Path) -> Vec<Message> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut messages: Vec<Message> = entries
        .filter_map(|entry| {
            let file = entry.unwrap().file_name().into_string().unwrap();
            let is_whole = file.ends_with(".eml") && !file.starts_with('.');
            is_whole.then(|| parse(&file, &fs::read(folder.join(&file)).unwrap()))
        })
        .collect();
    messages.sort_by(|one, other| one.file.cmp(&other.file));
    messages
}

fn parse(file: &str, bytes: &[u8]) -> Message {
    let message = MessageParser::default().parse(bytes).unwrap();
    let to = message.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap();
    Message {
        file: file.to_owned(),
        id: message.message_id().unwrap().to_owned(),
        to: to.to_owned(),
        subject: message.subject().unwrap().to_owned(),
        text: message.body_text(0).unwrap().into_owned(),
        html: message.body_html(0).unwrap().into_owned(),
    }
}
