//! Where there is no pinentry, the terminal asks.

use std::{
    io::Write as _,
    process::{Command, Output, Stdio},
};

use crate::home::{Home, PASSCODE};

/// The agent's `card prepare` in a terminal of its own, in which `typed` is typed.
fn prepare(home: &Home, typed: &str) -> Output {
    let bundle = home.file("bundle.json");
    let module = home.module().to_str().unwrap();
    let arguments = ["card", "prepare", "--initialise", "Amina", "--out", bundle.to_str().unwrap(), "--module", module];
    let agent = home.command(&[&arguments, ["--pinentry", "/nonexistent"].as_slice()].concat());
    let words: Vec<_> =
        std::iter::once(agent.get_program()).chain(agent.get_args()).map(|it| it.to_str().unwrap()).collect();
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &words.join(" "), "/dev/null"]);
    script.env_clear().envs(agent.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut script = script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut keyboard = script.stdin.take().unwrap();
    keyboard.write_all(typed.as_bytes()).unwrap();
    let output = script.wait_with_output().unwrap();
    drop(keyboard);
    output
}

#[test]
fn without_a_pinentry_the_terminal_asks() {
    let home = Home::new();
    let output = prepare(&home, &format!("123456\n{PASSCODE}\n{PASSCODE}\n"));
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && words.contains("is prepared"), "{words}");
    assert!(words.contains("Not a run of digits") && words.contains("New passcode:"), "{words}");
    assert!(home.file("bundle.json").is_file());
}

#[test]
fn an_empty_line_is_a_no() {
    let home = Home::new();
    let output = prepare(&home, "\n");
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success() && words.contains("no passcode was given"), "{words}");
}
