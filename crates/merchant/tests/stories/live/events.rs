//! Event streams.

use std::io::{BufRead as _, BufReader};
use std::time::Duration;

use chrono::TimeDelta;
use kantis_protocol::ProblemType;

use super::{PROGRAMME, coffee};
use crate::shop::{TestShop, Visitor};

/// What came on a stream.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    /// An event: its name, its id, its data.
    Event(String, String, String),
    /// A comment.
    Comment,
    /// The stream is over.
    End,
}

struct Stream(BufReader<ureq::BodyReader<'static>>);

impl Stream {
    fn open(wallet: &Visitor) -> Self {
        let answer = wallet.open("/v1/events");
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Self(BufReader::new(answer.into_body().into_reader()))
    }

    /// The next thing that is said, as a browser's parser takes it.
    fn next(&mut self) -> Said {
        let (mut event, mut id, mut data) = (String::new(), String::new(), None::<String>);
        let mut comment = false;
        loop {
            let mut line = String::new();
            if !matches!(self.0.read_line(&mut line), Ok(1..)) {
                return Said::End;
            }
            let line = line.trim_end_matches(['\r', '\n']);
            if line.is_empty() {
                match data {
                    Some(data) => return Said::Event(event, id, data),
                    None if comment => return Said::Comment,
                    None => continue,
                }
            }
            match line.split_once(':').unwrap_or((line, "")) {
                ("", _) => comment = true,
                ("event", value) => value.trim_start().clone_into(&mut event),
                ("id", value) => value.trim_start().clone_into(&mut id),
                ("data", value) => data = Some(value.trim_start().to_owned()),
                _ => {}
            }
        }
    }

    /// The next event's id; comments are passed over.
    fn state(&mut self) -> String {
        loop {
            match self.next() {
                Said::Event(name, id, data) => {
                    assert_eq!((name.as_str(), data.as_str()), ("changed", ""));
                    return id;
                }
                Said::Comment => {}
                Said::End => panic!("the stream is over"),
            }
        }
    }

    /// Reads until the stream is over; whether an event came before.
    fn rest(&mut self) -> bool {
        let mut heard = false;
        loop {
            match self.next() {
                Said::End => return heard,
                Said::Event(..) => heard = true,
                Said::Comment => {}
            }
        }
    }
}

fn state(wallet: &Visitor) -> String {
    wallet.get("/v1/account").ok()["state"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn quick() -> TestShop {
    TestShop::open_with(PROGRAMME, |settings| {
        settings.heartbeat = Duration::from_millis(50);
    })
}

#[test]
fn a_wallet_hears_that_something_changed_and_where_it_stands() {
    let shop = TestShop::open(PROGRAMME);
    let aino = shop.join("aino@example.fi");
    let matti = shop.join("matti@example.fi");
    let mut stream = Stream::open(&aino.wallet);
    assert_eq!(stream.state(), state(&aino.wallet));
    // Another's purchase is silent: the next event is of one's own.
    shop.buy(&matti, &coffee());
    shop.buy(&aino, &coffee());
    assert_eq!(stream.state(), state(&aino.wallet));
}

#[test]
fn a_stream_goes_on_where_it_broke_off() {
    let shop = quick();
    let aino = shop.join("aino@example.fi");
    let last = state(&aino.wallet);
    let mut same = Stream::open(&aino.wallet.header("last-event-id", &last));
    // The head, and then a heartbeat: nothing was missed.
    assert_eq!(same.next(), Said::Comment);
    assert_eq!(same.next(), Said::Comment);
    shop.buy(&aino, &coffee());
    let mut missed = Stream::open(&aino.wallet.header("last-event-id", &last));
    let now = state(&aino.wallet);
    assert_eq!(missed.state(), now);
    assert_eq!(same.state(), now);
    let mut foreign = Stream::open(&aino.wallet.header("last-event-id", "nonsense"));
    assert_eq!(foreign.state(), now);
}

#[test]
fn a_stream_ends_with_its_token() {
    let shop = quick();
    let aino = shop.join("aino@example.fi");
    let (short, _) = shop.link_for(aino.id, true, false, TimeDelta::hours(1));
    let (other, grant) = shop.link(aino.id, true, false);
    let mut over = Stream::open(&shop.with_token(&short));
    let mut unlinked = Stream::open(&shop.with_token(&other));
    let mut open = Stream::open(&aino.wallet);
    let at = open.state();
    assert_eq!((over.state(), unlinked.state()), (at.clone(), at));

    shop.unlink(grant);
    assert!(!unlinked.rest());
    shop.clock.pass(TimeDelta::hours(1));
    assert!(!over.rest());
    shop.buy(&aino, &coffee());
    assert_eq!(open.state(), state(&aino.wallet));
}

#[test]
fn a_stream_ends_when_the_member_leaves_and_when_the_shop_closes() {
    let mut shop = TestShop::open(PROGRAMME);
    let aino = shop.join("aino@example.fi");
    let matti = shop.join("matti@example.fi");
    let mut ainos = Stream::open(&aino.wallet);
    let mut mattis = Stream::open(&matti.wallet);
    ainos.state();
    mattis.state();
    shop.write(|work| Ok(work.tx.delete_member(aino.id)?));
    assert!(!ainos.rest());
    shop.end();
    assert!(!mattis.rest());
}

#[test]
fn a_stream_is_for_wallets() {
    let shop = TestShop::open(PROGRAMME);
    shop.nobody()
        .get("/v1/events")
        .problem(ProblemType::Unauthorized);
    shop.till()
        .get("/v1/events")
        .problem(ProblemType::Forbidden);
}
