//! A person's agent while it runs.

use std::{fs, process::Child, thread::sleep, time::Duration};

use crate::{
    browser::Page,
    home::{Home, ORIGIN},
};

/// A running agent; dropping it ends it.
pub struct Agent<'a> {
    home: &'a Home,
    child: Child,
    /// Where it listens.
    pub port: u16,
}

impl<'a> Agent<'a> {
    /// That of a process, once it listens.
    pub fn new(home: &'a Home, child: Child) -> Self {
        let mut agent = Self { home, child, port: 0 };
        agent.port = agent.wait_for_port();
        agent
    }

    /// A page of [`ORIGIN`] in this person's browser, not paired yet.
    pub fn page(&self) -> Page {
        Page::new(self.port, ORIGIN)
    }

    /// A page that the person allowed.
    pub fn paired_page(&self) -> Page {
        self.home.will_answer(&["yes"]);
        let mut page = self.page();
        page.pair();
        page
    }

    /// What it logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.home.file("log")).unwrap()
    }

    /// The processes of its modules.
    pub fn module_processes(&self) -> Vec<u32> {
        let children = format!("/proc/{0}/task", self.child.id());
        let tasks = fs::read_dir(children).unwrap().filter_map(Result::ok);
        let children = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
        children.flat_map(|line| line.split(' ').filter_map(|id| id.trim().parse().ok()).collect::<Vec<_>>()).collect()
    }

    fn wait_for_port(&mut self) -> u16 {
        for _ in 0..400 {
            let log = self.log();
            let port =
                log.split_once("listening on 127.0.0.1:").and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
            if let Some(port) = port {
                return port;
            }
            assert!(self.child.try_wait().unwrap().is_none(), "the agent ended: {log}");
            sleep(Duration::from_millis(25));
        }
        panic!("the agent does not listen: {}", self.log());
    }
}

impl Drop for Agent<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
