//! An orderly end: what is under way is finished, nobody new is taken.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    thread,
};

use crate::process::{Installation, MOMENT, parse};

#[test]
fn a_request_under_way_is_finished_before_the_end() {
    let world = Installation::new(&[("LOG", "info")]);
    let server = world.start(None);
    let address = server.address;
    let body = "email=amara.okafor%40nhs.net&password=not+the+password";
    let head = format!(
        "POST /api/sign-in HTTP/1.1\r\nhost: localhost\r\naccept: text/html\r\nsec-fetch-site: same-origin\r\nexpect: 100-continue\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    // The server asks for the body: the request is under way.
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");

    server.terminate();
    let is_closed = (0..500).any(|_| {
        thread::sleep(MOMENT);
        TcpStream::connect(address).is_err()
    });
    assert!(is_closed, "new connections are still taken");
    stream.write_all(body.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let answer = parse(&bytes).unwrap();
    assert_eq!(answer.status, 303);
    assert!(answer.location().starts_with("/sign-in/microsoft-authenticator?flash="), "{}", answer.location());
    let log = world.path("server.log");
    assert!(server.wait().success());
    assert!(crate::process::read_lossy(&log).contains("every request has ended"));
}
