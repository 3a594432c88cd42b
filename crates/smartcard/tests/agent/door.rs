//! Who gets no answer: hostile pages, other people, and requests that no page of ours makes.

use std::sync::Arc;

use card_protocol::{ABOUT, ASK, Ask, Fault, PAIR};
use smartcard::{
    agent::Agent,
    config::Config,
    web::{listen, router},
};

use crate::{
    browser::{Page, fault, sign_in},
    home::{Home, ORIGIN, PASSCODE},
};

#[test]
fn a_page_of_another_origin_gets_no_answer_that_it_can_read() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let paired = agent.paired_page();
    for origin in [
        "https://evil.example",
        "http://id.example",
        "https://id.example.evil.example",
        "null",
        "https://ID.example",
        "",
    ] {
        let thief = Page { origin: origin.into(), ..paired.clone() };
        for response in
            [thief.try_ask(&sign_in(None)), thief.try_pair(), thief.request("GET", ABOUT, &[("Origin", origin)], "")]
        {
            assert_eq!((response.status, response.fault()), (403, Some(Fault::OriginRefused)), "{origin}");
            assert!(!response.head.contains("access-control-allow-origin"), "{origin}");
        }
    }
}

#[test]
fn a_request_that_names_no_origin_or_two_is_no_pages() {
    let home = Home::new();
    let agent = home.start();
    let page = agent.page();
    assert_eq!(page.request("GET", ABOUT, &[], "").fault(), Some(Fault::OriginRefused));
    let two = [("Origin", ORIGIN), ("Origin", "https://evil.example")];
    assert_eq!(page.request("GET", ABOUT, &two, "").fault(), Some(Fault::OriginRefused));
}

#[test]
fn a_name_that_was_pointed_at_this_machine_is_not_ours() {
    let home = Home::new();
    let agent = home.start();
    let page = agent.page();
    let port = agent.port;
    for host in
        ["evil.example".into(), format!("evil.example:{port}"), "127.0.0.1".into(), format!("127.0.0.1:{}", port ^ 1)]
    {
        let response = page.request("GET", ABOUT, &[("Host", &host), ("Origin", ORIGIN)], "");
        assert_eq!(response.fault(), Some(Fault::OriginRefused), "{host}");
    }
    let host = format!("localhost:{port}");
    assert_eq!(page.request("GET", ABOUT, &[("Host", &host), ("Origin", ORIGIN)], "").status, 200);
}

#[test]
fn what_needs_no_preflight_asks_nothing() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    let authorization = format!("Bearer {}", page.secret.as_deref().unwrap());
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json;a=b"]
    {
        let headers = [("Origin", ORIGIN), ("Content-Type", kind), ("Authorization", authorization.as_str())];
        let response = page.request("POST", ASK, &headers, r#"{"ask":"cards"}"#);
        assert_eq!(response.fault(), Some(Fault::NotUnderstood), "{kind}");
    }
    home.will_answer(&["yes"; 4]);
    for (kind, body) in [("application/json", "x"), ("text/plain", "x"), ("text/plain", "")] {
        let headers = [("Origin", ORIGIN), ("Content-Type", kind)];
        assert_eq!(page.request("POST", PAIR, &headers, body).fault(), Some(Fault::NotUnderstood), "{kind} {body}");
    }
    assert_eq!(page.request("POST", PAIR, &[("Origin", ORIGIN)], "").fault(), Some(Fault::NotUnderstood));
}

#[test]
fn a_browser_that_asks_first_is_told_yes_for_our_pages_only() {
    let home = Home::new();
    let agent = home.start();
    let page = agent.page();
    let preflight = |origin| {
        let headers = [
            ("Origin", origin),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization,content-type"),
            ("Access-Control-Request-Private-Network", "true"),
        ];
        page.request("OPTIONS", ASK, &headers, "")
    };
    let yes = preflight(ORIGIN);
    assert!(yes.status == 204 && yes.is_readable_by(ORIGIN));
    for header in [
        "access-control-allow-headers: authorization, content-type",
        "access-control-allow-methods: get, post",
        "access-control-allow-private-network: true",
        "vary: origin",
    ] {
        assert!(yes.head.contains(header), "{}", yes.head);
    }
    assert!(!yes.head.contains("allow-credentials"));
    let no = preflight("https://evil.example");
    assert!(no.status == 403 && !no.head.contains("access-control-"), "{}", no.head);
}

#[test]
fn our_pages_can_read_why_they_are_refused() {
    let home = Home::new();
    let agent = home.start();
    let response = agent.page().try_ask(&Ask::Cards);
    assert_eq!(response.status, 401);
    assert!(response.is_readable_by(ORIGIN) && response.head.contains("cache-control: no-store"));
}

#[test]
fn what_this_agent_does_not_know_is_told_as_such() {
    let home = Home::new();
    let agent = home.start();
    let page = agent.paired_page();
    let authorization = format!("Bearer {}", page.secret.as_deref().unwrap());
    let headers = [("Origin", ORIGIN), ("Content-Type", "application/json"), ("Authorization", authorization.as_str())];
    for body in ["", "{", "[]", "null", r#"{"ask":"export"}"#, r#"{"ask":"sign","card":null,"nonce":"x","data":"y"}"#] {
        assert_eq!(page.request("POST", ASK, &headers, body).fault(), Some(Fault::NotUnderstood), "{body}");
    }
    let long = format!(r#"{{"ask":"cards{}"}}"#, " ".repeat(80_000));
    assert_eq!(page.request("POST", ASK, &headers, &long).fault(), Some(Fault::NotUnderstood));
    assert_eq!(page.request("GET", ASK, &headers, "").fault(), Some(Fault::NotUnderstood));
    assert_eq!(page.request("GET", "/v2/about", &headers, "").fault(), Some(Fault::NotUnderstood));
    assert_eq!(page.request("GET", "/v1/watch?seen=x", &headers, "").fault(), Some(Fault::NotUnderstood));
}

#[test]
fn a_page_that_floods_is_stopped_and_another_is_not() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    let stopped = (0..200).map(|_| page.try_ask(&Ask::Cards)).find(|response| response.status == 429);
    assert_eq!(stopped.unwrap().fault(), Some(Fault::TooMany));
    let other = Page::new(agent.port, crate::home::OTHER_ORIGIN);
    assert!(!other.about().paired);
    // It may ask again after a while.
    std::thread::sleep(std::time::Duration::from_secs(1));
    home.will_answer(&[&format!("pin {PASSCODE}")]);
    crate::browser::signed(page.sign_in());
}

#[test]
fn somebody_else_on_this_machine_gets_no_answer_of_ours() {
    let home = Home::new();
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let port = runtime.block_on(async {
        let config = Config {
            origins: vec![ORIGIN.into()],
            modules: vec![home.module().into()],
            pinentry: None,
            patience: std::time::Duration::from_secs(1),
            keep: std::time::Duration::ZERO,
        };
        // The agent of somebody else: to it, we are the stranger.
        let agent = Agent::of(smartcard::system::user() + 1, &config, "/nonexistent".as_ref(), folder.path());
        let listener = listen::bind(Some(0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(listen::serve(listener, router(Arc::new(agent)), smartcard::system::user() + 1));
        port
    });
    let page = Page::new(port, ORIGIN);
    for response in [page.request("GET", ABOUT, &[("Origin", ORIGIN)], ""), page.try_pair(), page.try_ask(&Ask::Cards)]
    {
        assert_eq!((response.status, response.fault()), (403, Some(Fault::OtherUser)));
        // Our page reads it, and tries the next port.
        assert!(response.is_readable_by(ORIGIN));
    }
}

#[test]
fn a_second_agent_of_the_same_person_says_so_and_ends() {
    let home = Home::new();
    let _agent = home.start();
    let second = home.run(&["serve", "--origin", ORIGIN, "--port", "0"]);
    assert_eq!(second.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&second.stderr).contains("runs already"));
}

#[test]
fn an_agent_without_a_website_says_what_to_do() {
    let home = Home::new();
    let ended = home.run(&["serve", "--port", "0"]);
    assert_eq!(ended.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("--origin https://"));
}

#[test]
fn an_answer_is_a_fault_that_the_protocol_knows() {
    let home = Home::new();
    let agent = home.start();
    let page = agent.paired_page();
    assert_eq!(fault(page.sign_in()).0, Fault::NoCard);
}

#[test]
fn what_is_no_http_disturbs_nobody() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    for words in [
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "EHLO evil.example\r\n",
        "{\"ask\":\"cards\"}\n",
        "GET / HTTP/1.1\r\nHost: \u{0}\r\n\r\n",
        "POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ] {
        let response = page.raw_and_close(words);
        assert!(matches!(response.status, 0 | 400..=499), "{words:?} {response:?}");
        assert!(!response.body.contains("cards"), "{words:?}");
    }
    home.will_answer(&[&format!("pin {PASSCODE}")]);
    crate::browser::signed(page.sign_in());
}

#[test]
fn a_client_that_says_nothing_keeps_nobody_out() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    let silent: Vec<_> = (0..60).map(|_| std::net::TcpStream::connect(("127.0.0.1", agent.port)).unwrap()).collect();
    assert!(page.about().paired);
    drop(silent);
}
