//! The client against a server on loopback that answers whatever the test wants.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use kantis_connect::{PassService, Policy};
use kantis_pass::AuthenticationToken;
use kantis_tests::http::{HttpServer, Reply, Request};
use kantis_wallet::ports::{
    Call, Cursor, Fetched, PassAccess, PassSource as _, Question, Refusal, ServiceDevice,
    SourceFailure, SourceTrouble as Trouble, Stop,
};

const TOKEN: &str = "vxwxd7J8AlNNFPS8k0a0FfUFtq0ewzFdc";
const ZIP: &[u8] = b"PK\x03\x04 the rest of a pass";

fn service() -> PassService {
    PassService::new(Policy::loopback_for_tests())
}

fn pass(base: &str, serial: &str) -> PassAccess {
    PassAccess {
        service: base.to_owned(),
        pass_type: "pass.org.example.store".to_owned(),
        serial: serial.to_owned(),
        token: AuthenticationToken::new(TOKEN),
    }
}

fn device() -> ServiceDevice {
    ServiceDevice {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        push_token: "ab".repeat(32),
    }
}

fn call() -> Call {
    Call {
        timeout: Duration::from_secs(30),
        stop: Stop::default(),
    }
}

fn fetch(base: &str) -> Result<Fetched, SourceFailure> {
    service().fetch(&pass(base, "42"), &Cursor::default(), &call())
}

fn trouble(base: &str) -> Trouble {
    fetch(base).expect_err("trouble").kind
}

fn always(reply: Reply) -> HttpServer {
    HttpServer::start(move |_| reply.clone())
}

#[test]
fn a_pass_comes_with_what_to_send_back_and_is_asked_for_as_the_protocol_says() {
    let date = "Sat,  1 Aug 2026 09:00:00 +0000 (as this server writes it)";
    let server = always(
        Reply::ok(ZIP)
            .with("Last-Modified", date)
            .with("ETag", "W/\"a\""),
    );
    let service = service();
    let pass = pass(&format!("{}/index.php/", server.url()), "SN 1/ü");
    let Ok(Fetched::Pass { bytes, cursor }) = service.fetch(&pass, &Cursor::default(), &call())
    else {
        panic!("no pass");
    };
    assert_eq!(bytes, ZIP);
    service.fetch(&pass, &cursor, &call()).unwrap();

    let seen = server.seen();
    let [first, second] = &seen[..] else {
        panic!("{} requests", seen.len())
    };
    assert_eq!(first.method, "GET");
    assert_eq!(
        first.target,
        "/index.php/v1/passes/pass.org.example.store/SN%201%2F%C3%BC"
    );
    let authorization = format!("ApplePass {TOKEN}");
    assert_eq!(first.header("authorization"), Some(authorization.as_str()));
    assert!(first.header("user-agent").unwrap().starts_with("Kantis/"));
    for unwanted in [
        "if-modified-since",
        "if-none-match",
        "accept-encoding",
        "cookie",
        "referer",
    ] {
        assert_eq!(first.header(unwanted), None, "{unwanted}");
    }
    assert_eq!(second.header("if-modified-since"), Some(date));
    assert_eq!(second.header("if-none-match"), Some("W/\"a\""));
    assert_eq!(first.from, second.from, "the connection is used again");
}

#[test]
fn a_base_that_ends_in_a_question_mark_stays_one() {
    let server = always(Reply::status(304));
    fetch(&format!("{}/Pass.aspx?", server.url())).unwrap();
    let target = &server.seen()[0].target;
    assert_eq!(target, "/Pass.aspx?/v1/passes/pass.org.example.store/42");
}

#[test]
fn every_answer_means_one_thing() {
    let html = b"<!doctype html><title>Sign in</title>";
    for (reply, wanted) in [
        (Reply::status(304), Ok(())),
        (Reply::status(204), Ok(())),
        (Reply::ok(ZIP), Ok(())),
        (Reply::ok([&[9; 4304], ZIP, b"PK\x05\x06"].concat()), Ok(())),
        (Reply::ok(html), Err(Trouble::NotAPass)),
        (Reply::ok(b""), Err(Trouble::NotAPass)),
        (Reply::status(201), Err(Trouble::Unexpected { status: 201 })),
        (Reply::status(302), Err(Trouble::Unexpected { status: 302 })),
        (Reply::status(400), Err(Trouble::Unexpected { status: 400 })),
        (Reply::status(401), Err(Trouble::Rejected)),
        (Reply::status(403), Err(Trouble::Rejected)),
        (Reply::status(404), Err(Trouble::Gone)),
        (Reply::status(410), Err(Trouble::Gone)),
        (Reply::status(418), Err(Trouble::Unexpected { status: 418 })),
        (Reply::status(429), Err(Trouble::Busy { status: 429 })),
        (Reply::status(500), Err(Trouble::Busy { status: 500 })),
        (Reply::status(503), Err(Trouble::Busy { status: 503 })),
        (Reply::HangUp, Err(Trouble::Unreachable)),
        (
            Reply::Raw(b"SSH-2.0-OpenSSH\r\n\r\n".to_vec()),
            Err(Trouble::Unreachable),
        ),
    ] {
        let said = format!("{reply:?}");
        let server = always(reply);
        let answer = fetch(&server.url());
        assert_eq!(
            answer.map(drop).map_err(|error| error.kind),
            wanted,
            "{said}"
        );
    }
}

#[test]
fn nobody_listens() {
    let gone = always(Reply::HangUp).url();
    assert_eq!(trouble(&gone), Trouble::Unreachable);
}

#[test]
fn a_stray_body_after_204_spoils_nothing() {
    let stray = b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}".to_vec();
    let server = HttpServer::start(move |request| match request.target.ends_with("/42") {
        true => Reply::Raw(stray.clone()),
        false => Reply::ok(ZIP),
    });
    let service = service();
    for _ in 0..20 {
        for (serial, new) in [("42", false), ("43", true)] {
            let pass = pass(&server.url(), serial);
            let answer = service.fetch(&pass, &Cursor::default(), &call());
            assert_eq!(matches!(answer.unwrap(), Fetched::Pass { .. }), new);
        }
    }
}

#[test]
fn the_wait_that_an_answer_asks_for_is_handed_on() {
    for (status, wait, wanted) in [
        (503, "120", Some(120)),
        (429, "Sun, 06 Nov 1994 08:49:37 GMT", Some(37)),
        (401, "7", Some(7)),
        (503, "soon", None),
    ] {
        let server = always(
            Reply::status(status)
                .with("Retry-After", wait)
                .with("Date", "Sun, 06 Nov 1994 08:49:00 GMT"),
        );
        let failure = fetch(&server.url()).err().unwrap();
        assert_eq!(failure.retry_after.map(|wait| wait.as_secs()), wanted);
    }
}

#[test]
fn three_redirects_are_followed_and_a_fourth_is_not() {
    let server = HttpServer::start(|request| {
        let (path, query) = request
            .target
            .split_once('?')
            .unwrap_or((&request.target, "3"));
        match query.parse::<u32>().unwrap() {
            0 => Reply::ok(ZIP),
            left => Reply::redirect(&format!("{path}?{}", left - 1)),
        }
    });
    fetch(&server.url()).unwrap();
    let seen = server.take_seen();
    assert_eq!(seen.len(), 4);
    // It is one origin: all of them see the token.
    assert!(
        seen.iter()
            .all(|request| request.header("authorization").is_some())
    );

    let endless = HttpServer::start(|request| Reply::redirect(&request.target));
    assert_eq!(
        trouble(&endless.url()),
        Trouble::Refused(Refusal::TooManyRedirects)
    );
    assert_eq!(endless.seen().len(), 4);
}

#[test]
fn another_origin_never_sees_the_token() {
    let storage = always(Reply::ok(ZIP));
    let there = format!("{}/stored/42.pkpass?signature=x", storage.url());
    let server = always(Reply::redirect(&there));
    fetch(&server.url()).unwrap();
    let [request] = &storage.seen()[..] else {
        panic!("asked once")
    };
    assert_eq!(request.target, "/stored/42.pkpass?signature=x");
    let all = format!("{request:?}");
    assert!(!all.contains(TOKEN), "{all}");

    // Nor does the first origin, when the way leads back there.
    let back = Arc::new(always(Reply::ok(ZIP)));
    let home = Arc::clone(&back);
    let away = HttpServer::start(move |_| Reply::redirect(&home.url()));
    let start = HttpServer::start({
        let away = away.url();
        move |_| Reply::redirect(&away)
    });
    fetch(&start.url()).unwrap();
    assert_eq!(back.seen()[0].header("authorization"), None);
}

#[test]
fn redirects_to_where_nobody_may_be_led_are_refused_unasked() {
    for (location, wanted) in [
        ("https://10.0.0.1/", Refusal::Private),
        ("http://169.254.169.254/latest/meta-data/", Refusal::Private),
        ("https://[fd00::1]/", Refusal::Private),
        ("//192.168.1.1/", Refusal::Private),
        ("https://router.local/", Refusal::Private),
        ("http://localhost:1/", Refusal::Private),
        ("http://shop.example/", Refusal::NotHttps),
        ("ftp://shop.example/", Refusal::NotHttps),
        ("file:///etc/passwd", Refusal::NotAnAddress),
        ("https://user:secret@shop.example/", Refusal::NotAnAddress),
        ("https://[", Refusal::NotAnAddress),
    ] {
        let server = always(Reply::redirect(location));
        assert_eq!(
            trouble(&server.url()),
            Trouble::Refused(wanted),
            "{location}"
        );
    }
}

#[test]
fn names_that_lead_home_are_refused_when_they_are_looked_up() {
    use std::net::{IpAddr, ToSocketAddrs as _};
    // The machine's own name leads to the machine itself, or into its own network.
    let name = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let own = |address: IpAddr| match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    };
    let found = (name.trim(), 443).to_socket_addrs();
    let found: Vec<_> = found.map(Iterator::collect).unwrap_or_default();
    if found.is_empty() || !found.iter().all(|address| own(address.ip())) {
        println!("skipped: this machine's name leads nowhere, or out of its own network");
        return;
    }
    let kind = trouble(&format!("https://{}", name.trim()));
    assert_eq!(kind, Trouble::Refused(Refusal::Private));
}

#[test]
fn the_product_asks_no_server_on_loopback() {
    let server = always(Reply::ok(ZIP));
    let service = PassService::new(Policy::default());
    for base in [server.url(), server.url().replace("http:", "https:")] {
        let answer = service.fetch(&pass(&base, "42"), &Cursor::default(), &call());
        let kind = answer.err().unwrap().kind;
        assert_eq!(kind, Trouble::Refused(Refusal::Private));
    }
    assert!(server.seen().is_empty());
}

#[test]
fn a_body_of_eleven_mebibytes_is_not_read_to_its_end() {
    let mut body = ZIP.to_vec();
    body.resize(11 << 20, 0);
    assert_eq!(
        trouble(&always(Reply::ok(body.clone())).url()),
        Trouble::TooLarge
    );
    // One that does not say how long it is.
    let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nB00000\r\n".to_vec();
    let chunked = [head, body.clone(), b"\r\n0\r\n\r\n".to_vec()].concat();
    assert_eq!(
        trouble(&always(Reply::Raw(chunked)).url()),
        Trouble::TooLarge
    );
    // Ten are.
    body.truncate(10 << 20);
    assert!(fetch(&always(Reply::ok(body)).url()).is_ok());
}

#[test]
fn a_slow_drip_ends_with_the_time_given() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\nPK\x03\x04".to_vec();
    for reply in [
        Reply::Drip(head),
        Reply::Drip(b"HTTP/1.1 2".to_vec()),
        Reply::Silence,
    ] {
        let server = always(reply);
        let short = Call {
            timeout: Duration::from_millis(150),
            stop: Stop::default(),
        };
        let answer = service().fetch(&pass(&server.url(), "42"), &Cursor::default(), &short);
        assert_eq!(answer.err().unwrap().kind, Trouble::TimedOut);
    }
}

#[test]
fn a_call_that_nobody_waits_for_ends_at_once() {
    let server = always(Reply::Silence);
    let long = Call {
        timeout: Duration::from_secs(3600),
        stop: Stop::default(),
    };
    let stop = long.stop.clone();
    let pass = pass(&server.url(), "42");
    let waiting = std::thread::spawn(move || service().fetch(&pass, &Cursor::default(), &long));
    server.wait_for(1);
    stop.set();
    assert_eq!(
        waiting.join().unwrap().err().unwrap().kind,
        Trouble::Stopped
    );

    // And one that nobody wanted is not made.
    let unwanted = Call {
        timeout: Duration::from_secs(3600),
        stop,
    };
    let answer = service().fetch(
        &self::pass(&server.url(), "43"),
        &Cursor::default(),
        &unwanted,
    );
    assert_eq!(answer.err().unwrap().kind, Trouble::Stopped);
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn one_silent_host_delays_nobody() {
    let silent = always(Reply::Silence);
    let quick = always(Reply::ok(ZIP));
    let service = Arc::new(service());
    let stop = Stop::default();
    let waiting: Vec<_> = (0..8)
        .map(|number| {
            let service = Arc::clone(&service);
            let pass = pass(&silent.url(), &number.to_string());
            let call = Call {
                timeout: Duration::from_secs(3600),
                stop: stop.clone(),
            };
            std::thread::spawn(move || service.fetch(&pass, &Cursor::default(), &call))
        })
        .collect();
    silent.wait_for(8);
    let asked = Instant::now();
    for _ in 0..20 {
        let pass = pass(&quick.url(), "42");
        assert!(service.fetch(&pass, &Cursor::default(), &call()).is_ok());
    }
    assert!(asked.elapsed() < Duration::from_secs(3600));
    stop.set();
    for thread in waiting {
        assert_eq!(thread.join().unwrap().err().unwrap().kind, Trouble::Stopped);
    }
}

#[test]
fn a_device_registers_lists_and_takes_it_back() {
    let server = HttpServer::start(|request| match request.method.as_str() {
        "POST" => Reply::status(201),
        "DELETE" => Reply::status(200),
        _ => Reply::ok(br#"{"serialNumbers":["a b"],"lastUpdated":17}"#),
    });
    let service = service();
    let pass = pass(&server.url(), "a b");
    service.register(&pass, &device(), &call()).unwrap();
    let list = service
        .changed(
            &pass.service,
            &pass.pass_type,
            &device(),
            Some("1+2 ü"),
            &call(),
        )
        .unwrap();
    assert_eq!(list.serials, ["a b"]);
    assert_eq!(list.tag.as_deref(), Some("17"));
    service
        .changed(&pass.service, &pass.pass_type, &device(), None, &call())
        .unwrap();
    service.unregister(&pass, &device(), &call()).unwrap();

    let seen = server.seen();
    let base = format!(
        "/v1/devices/{}/registrations/pass.org.example.store",
        device().id
    );
    let targets: Vec<_> = seen
        .iter()
        .map(|request: &Request| format!("{} {}", request.method, request.target))
        .collect();
    assert_eq!(
        targets,
        [
            format!("POST {base}/a%20b"),
            format!("GET {base}?passesUpdatedSince=1%2B2%20%C3%BC"),
            format!("GET {base}"),
            format!("DELETE {base}/a%20b"),
        ]
    );
    let body = format!("{{\"pushToken\":\"{}\"}}", "ab".repeat(32));
    assert_eq!(seen[0].body, body.as_bytes());
    assert_eq!(seen[0].header("content-type"), Some("application/json"));
    let authorized: Vec<_> = seen
        .iter()
        .map(|request| request.header("authorization").is_some())
        .collect();
    assert_eq!(authorized, [true, false, false, true]);
}

#[test]
fn registrations_are_judged_by_their_status() {
    let pass = |server: &HttpServer| pass(&server.url(), "42");
    for (status, taken, given_back) in [
        (200, Ok(()), Ok(())),
        (201, Ok(()), Err(Trouble::Unexpected { status: 201 })),
        (401, Err(Trouble::Rejected), Err(Trouble::Rejected)),
        (404, Err(Trouble::Gone), Ok(())),
        (
            500,
            Err(Trouble::Busy { status: 500 }),
            Err(Trouble::Busy { status: 500 }),
        ),
    ] {
        let server = always(Reply::status(status));
        let kind = |answer: Result<(), SourceFailure>| answer.map_err(|failure| failure.kind);
        let answer = service().register(&pass(&server), &device(), &call());
        assert_eq!(kind(answer), taken, "register {status}");
        let answer = service().unregister(&pass(&server), &device(), &call());
        assert_eq!(kind(answer), given_back, "unregister {status}");
    }
    for (reply, wanted) in [
        (Reply::status(204), Ok(0)),
        (Reply::status(400), Ok(0)),
        (Reply::ok(br#"{"serialNumbers":["1"]}"#), Ok(1)),
        (
            Reply::ok(b"<html>"),
            Err(Trouble::Unexpected { status: 200 }),
        ),
        (Reply::status(500), Err(Trouble::Busy { status: 500 })),
    ] {
        let server = always(reply);
        let answer = service().changed(&server.url(), "pass.a.b", &device(), None, &call());
        let count = answer.map(|list| list.serials.len());
        assert_eq!(count.map_err(|failure| failure.kind), wanted);
    }
}

#[test]
fn a_token_that_no_header_can_hold_is_rejected_and_nothing_tells_it() {
    let server = always(Reply::ok(ZIP));
    let mut pass = pass(&server.url(), "42");
    pass.token = AuthenticationToken::new("two\r\nlines");
    let failure = service()
        .fetch(&pass, &Cursor::default(), &call())
        .err()
        .unwrap();
    assert_eq!(failure.kind, Trouble::Rejected);
    assert!(server.seen().is_empty());
}

/// Asks for passes of one origin, and says how many were unchanged and what came then. Enough is
/// said after `most` that are unchanged.
fn fetch_all(base: &str, serials: &[&str], most: usize) -> (usize, Option<Fetched>) {
    let questions = serials.iter().map(|serial| Question {
        pass: Arc::new(pass(base, serial)),
        cursor: Cursor::default(),
    });
    let heard = Arc::new(AtomicUsize::new(0));
    let other = Arc::new(Mutex::new(None));
    let answered = {
        let (heard, other) = (Arc::clone(&heard), Arc::clone(&other));
        move |origin, answer| {
            assert_eq!(origin, 0);
            match answer {
                Ok(Fetched::Unchanged) => {}
                answer => *other.lock().unwrap() = Some(answer.expect("an answer")),
            }
            match heard.fetch_add(1, Ordering::SeqCst) + 1 {
                enough if enough >= most => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            }
        }
    };
    service().fetch_all(vec![questions.collect()], &call(), Arc::new(answered))();
    let other = other.lock().unwrap().take();
    let heard = heard.load(Ordering::SeqCst);
    (heard - usize::from(other.is_some()), other)
}

#[test]
fn passes_of_one_origin_are_asked_for_until_one_is_new_or_it_is_enough() {
    let server = HttpServer::start(|request| match request.target.ends_with("/3") {
        true => Reply::ok(ZIP).with("ETag", "\"3\""),
        false => Reply::status(304),
    });
    for (serials, most, unchanged, new, asked) in [
        (&["1", "2", "3", "4"][..], 9, 2, true, 3),
        (&["1", "2"], 9, 2, false, 2),
        (&["1", "2", "4"], 1, 1, false, 1),
        (&[], 9, 0, false, 0),
    ] {
        let (heard, other) = fetch_all(&server.url(), serials, most);
        assert_eq!(heard, unchanged, "{serials:?}");
        assert_eq!(other.is_some(), new, "{serials:?}");
        if let Some(other) = other {
            let Fetched::Pass { bytes, cursor } = other else {
                panic!("{serials:?}");
            };
            assert_eq!(bytes, ZIP);
            assert_eq!(cursor.etag.as_deref(), Some("\"3\""));
        }
        let seen = server.take_seen();
        let targets: Vec<_> = seen
            .iter()
            .map(|one| one.target.rsplit('/').next())
            .collect();
        let wanted: Vec<_> = serials.iter().take(asked).map(|one| Some(*one)).collect();
        assert_eq!(targets, wanted);
        assert!(seen.windows(2).all(|two| two[0].from == two[1].from));
    }
}

#[test]
fn a_stop_ends_questions_for_several_passes() {
    let server = HttpServer::start(|request| match request.target.ends_with("/2") {
        true => Reply::Silence,
        false => Reply::status(304),
    });
    let questions = ["1", "2", "3"].map(|serial| Question {
        pass: Arc::new(pass(&server.url(), serial)),
        cursor: Cursor::default(),
    });
    let call = call();
    let stop = call.stop.clone();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let answered = {
        let heard = Arc::clone(&heard);
        move |_, answer| {
            heard.lock().unwrap().push(answer);
            ControlFlow::Continue(())
        }
    };
    std::thread::scope(|scope| {
        let go_on = Arc::new(answered);
        let asking = scope.spawn(|| service().fetch_all(vec![questions.to_vec()], &call, go_on)());
        server.wait_for(2);
        stop.set();
        asking.join().unwrap();
    });
    let heard = heard.lock().unwrap();
    let [Ok(Fetched::Unchanged), Err(stopped)] = &heard[..] else {
        panic!("{} answers", heard.len());
    };
    assert_eq!(stopped.kind, Trouble::Stopped);
    assert_eq!(server.seen().len(), 2);
}

#[test]
fn an_issuer_that_does_not_answer_delays_no_other() {
    let silent = always(Reply::Silence);
    let others: Vec<_> = (0..3).map(|_| always(Reply::status(304))).collect();
    let bases = std::iter::once(&silent).chain(&others).map(HttpServer::url);
    let questions = bases.map(|base| {
        let one = |serial| Question {
            pass: Arc::new(pass(&base, serial)),
            cursor: Cursor::default(),
        };
        ["1", "2"].map(one).to_vec()
    });
    let call = call();
    let stop = call.stop.clone();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let answered = {
        let heard = Arc::clone(&heard);
        move |origin, answer: Result<Fetched, _>| {
            let mut heard = heard.lock().unwrap();
            heard.push((origin, answer.is_ok()));
            if heard.len() == 6 {
                // All others were asked to their end: nobody waits any more.
                stop.set();
            }
            ControlFlow::Continue(())
        }
    };
    service().fetch_all(questions.collect(), &call, Arc::new(answered))();
    let heard = heard.lock().unwrap();
    for origin in 1..4 {
        let answers = heard.iter().filter(|one| **one == (origin, true));
        assert_eq!(answers.count(), 2, "{origin}");
    }
    assert!(heard.contains(&(0, false)));
}
