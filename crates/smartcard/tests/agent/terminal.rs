//! Where there is no pinentry, the terminal asks.

use std::{
    io::{Read as _, Write as _},
    process::{Command, Stdio},
};

use crate::home::{Home, PASSCODE};

const QUESTION: &str = "New passcode:";

/// Whether the agent's `card prepare` did it in a terminal of its own, and what that showed. `early` is typed before the agent runs, and
/// one of `answers` after each question.
fn prepare(home: &Home, early: &str, answers: &[&str]) -> (bool, String) {
    let bundle = home.file("bundle.json");
    let module = home.module().to_str().unwrap();
    let arguments = ["card", "prepare", "--initialise", "Amina", "--out", bundle.to_str().unwrap(), "--module", module];
    let agent = home.command(&[&arguments, ["--pinentry", "/nonexistent"].as_slice()].concat());
    let words: Vec<_> =
        std::iter::once(agent.get_program()).chain(agent.get_args()).map(|it| it.to_str().unwrap()).collect();
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &format!("sleep 1; {}", words.join(" ")), "/dev/null"]);
    script.env_clear().envs(agent.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut script = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut keyboard, mut screen) = (script.stdin.take().unwrap(), script.stdout.take().unwrap());
    keyboard.write_all(early.as_bytes()).unwrap();
    let (mut shown, mut answers) = (String::new(), answers.iter());
    let mut piece = [0; 1024];
    let mut asked = 0;
    loop {
        let read = screen.read(&mut piece).unwrap();
        if read == 0 {
            break;
        }
        shown.push_str(&String::from_utf8_lossy(&piece[..read]));
        while asked < shown.matches(QUESTION).count() {
            asked += 1;
            let answer = answers.next().expect("no further question");
            keyboard.write_all(format!("{answer}\n").as_bytes()).unwrap();
        }
    }
    (script.wait().unwrap().success(), shown)
}

#[test]
fn without_a_pinentry_the_terminal_asks() {
    let home = Home::new();
    let (done, shown) = prepare(&home, "", &["123456", PASSCODE, PASSCODE]);
    assert!(done && shown.contains("is prepared"), "{shown}");
    assert!(shown.contains("Not a run of digits"), "{shown}");
    assert!(home.file("bundle.json").is_file());
}

#[test]
fn an_empty_line_is_a_no() {
    let (done, shown) = prepare(&Home::new(), "", &[""]);
    assert!(!done && shown.contains("no passcode was given"), "{shown}");
}

#[test]
fn what_was_typed_before_the_question_is_no_answer() {
    let home = Home::new();
    let (done, shown) = prepare(&home, &format!("{PASSCODE}\n{PASSCODE}\n"), &[""]);
    assert!(!done && shown.contains("no passcode was given"), "{shown}");
    assert!(!home.file("bundle.json").exists());
}
