//! A browser without script: keeps cookies, follows redirects, posts forms, reloads.

use std::{collections::BTreeMap, rc::Rc};

use crate::{
    html::{self, Form},
    http::{Answer, Asked, Carrier, Gone},
};

/// One browser of one person.
pub struct Browser {
    pub carrier: Rc<dyn Carrier>,
    jar: BTreeMap<String, String>,
    /// The path of the page that is shown.
    pub path: String,
    /// The page that is shown, or the last answer.
    pub shown: Answer,
    /// What was sent last, to send it again.
    last: Asked,
    /// Every answer since the start.
    pub seen: Vec<(Asked, Answer)>,
}

impl Browser {
    pub fn new(carrier: Rc<dyn Carrier>) -> Self {
        Self {
            carrier,
            jar: BTreeMap::new(),
            path: "about:blank".into(),
            shown: Answer::default(),
            last: Asked::default(),
            seen: Vec::new(),
        }
    }

    /// The same browser, whose requests go elsewhere.
    pub fn moved(&self, carrier: Rc<dyn Carrier>) -> Self {
        Self {
            carrier,
            jar: self.jar.clone(),
            path: self.path.clone(),
            shown: self.shown.clone(),
            last: self.last.clone(),
            seen: Vec::new(),
        }
    }

    /// Goes to an address and on to where it leads.
    pub fn open(&mut self, path: &str) -> Result<(), Gone> {
        self.send(Asked::get(path))
    }

    /// Sends a form and goes on to where it leads.
    pub fn submit(&mut self, form: &Form) -> Result<(), Gone> {
        let fields: Vec<(&str, &str)> =
            form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.send(Asked::form(&form.action, &fields))
    }

    /// "Reload": what was sent last is sent again.
    pub fn again(&mut self) -> Result<(), Gone> {
        self.send(self.last.clone())
    }

    /// Goes back to the page that was shown last.
    pub fn back(&mut self) -> Result<(), Gone> {
        self.open(&self.path.clone())
    }

    /// Sends one request with the cookies and keeps those that come back. Follows nothing, and shows nothing.
    pub fn ask(&mut self, asked: Asked) -> Result<Answer, Gone> {
        let cookies: Vec<String> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut sent = asked.clone();
        if !cookies.is_empty() {
            sent = sent.with("cookie", &cookies.join("; "));
        }
        if !sent.headers.iter().any(|(name, _)| name == "accept") {
            sent = sent.with("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        }
        let answer = self.carrier.carry(&sent)?;
        for cookie in answer.all("set-cookie") {
            let (pair, attributes) = cookie.split_once(';').expect("attributes of a cookie");
            let (name, value) = pair.split_once('=').expect("a cookie's name and value");
            if attributes.contains("Max-Age=0") {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
        self.seen.push((asked, answer.clone()));
        Ok(answer)
    }

    fn send(&mut self, asked: Asked) -> Result<(), Gone> {
        let mut asked = asked;
        for _ in 0..10 {
            self.last = asked.clone();
            let answer = self.ask(asked.clone())?;
            if !(300..400).contains(&answer.status) {
                asked.path.clone_into(&mut self.path);
                self.shown = answer;
                return Ok(());
            }
            assert_eq!(answer.status, 303, "{} {}: a redirect of another kind", asked.method, asked.path);
            asked = Asked::get(answer.location().split('#').next().unwrap_or_default());
            assert!(asked.path.starts_with('/'), "led away to {}", asked.path);
        }
        panic!("{}: redirected without end", asked.path);
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.jar.get(name).map(String::as_str)
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.jar.insert(name.to_owned(), value.to_owned());
    }

    pub fn heading(&self) -> String {
        html::heading(&self.shown.body)
    }

    pub fn text(&self) -> String {
        html::text(&self.shown.body)
    }

    pub fn errors(&self) -> String {
        html::errors(&self.shown.body)
    }

    /// The form of the page that posts there.
    pub fn form(&self, action: &str) -> Form {
        self.find_form(action).unwrap_or_else(|| panic!("no form {action} at {}: {}", self.path, self.text()))
    }

    pub fn find_form(&self, action: &str) -> Option<Form> {
        html::forms(&self.shown.body).into_iter().find(|form| form.action == action)
    }
}
