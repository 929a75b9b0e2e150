//! `kantis pass refresh`, `register` and `unregister`, and `kantis sync`.

use std::sync::Arc;

use kantis_api::Api;
use kantis_api::dto::{
    ById, CardDetail, CardSwitch, RefreshOutcome, RefreshReport, RefreshRequest, RefreshedCard,
};

use crate::args::{Global, OneCard, Refresh, Sync};
use crate::failure::{Exit, Failure};
use crate::run::cards::{find, short};
use crate::run::progress::{JOB, Progress};
use crate::{open, out, words};

/// Asks issuers for newer versions of passes.
pub(crate) fn refresh(global: &Global, args: &Refresh) -> Result<Exit, Failure> {
    ask(global, &args.cards)
}

/// Asks shops and issuers for what is new.
pub(crate) fn sync(global: &Global, args: &Sync) -> Result<Exit, Failure> {
    ask(global, &args.cards)
}

fn ask(global: &Global, cards: &[String]) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let mut ids = Vec::new();
    for wanted in cards {
        let id = find(&api, wanted)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let progress = Progress::of(&api, global.json);
    let request = RefreshRequest {
        ids,
        job: JOB.to_owned(),
    };
    let report: Result<RefreshReport, Failure> = open::call(&api, "passesRefresh", &request);
    let cancelled = progress.cancelled();
    drop(progress);
    let report = report?;
    say(global, &report);
    if cancelled {
        let text = "Cancelled. What had come by then stays.";
        return Err(Failure::new("cancelled", text));
    }
    Ok(exit(&report))
}

/// Registers this device with a pass's issuer, or takes that back.
pub(crate) fn register(global: &Global, which: &OneCard, on: bool) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let id = find(&api, &which.card)?;
    let host = host(&api, &id)?;
    let report: RefreshReport = open::call(&api, "passRegister", &CardSwitch { id, on })?;
    if global.json {
        out::say_json(&report);
        return Ok(exit(&report));
    }
    if on && exit(&report) == Exit::Done {
        out::say(&format!(
            "{} now knows that a device has this pass: by a random number made for this issuer, \
             and by your network address when it is asked.",
            out::plain(&host)
        ));
    } else if !on {
        out::say(&format!("{} is told to forget it.", out::plain(&host)));
    }
    for card in &report.cards {
        out::say(&line(card));
    }
    Ok(exit(&report))
}

fn host(api: &Arc<Api>, id: &str) -> Result<String, Failure> {
    let card: CardDetail = open::call(api, "card", &ById { id: id.to_owned() })?;
    let source = card.source.map(|source| source.host);
    source.ok_or_else(|| {
        let text = "This card has no web service that could be asked.";
        Failure::new("notFound", text).with("what", "web service")
    })
}

fn say(global: &Global, report: &RefreshReport) {
    if global.json {
        out::say_json(report);
        return;
    }
    if report.handed_over {
        out::say("Another Kantis that is running was asked to do it.");
    } else if report.cards.is_empty() {
        out::say("No card has a shop or an issuer that can be asked.");
    }
    for card in &report.cards {
        out::say(&format!("{}  {}", short(&card.id), line(card)));
    }
}

fn line(card: &RefreshedCard) -> String {
    format!("{}: {}", out::plain(&card.title), how(card))
}

/// How it went, in words.
fn how(card: &RefreshedCard) -> String {
    let why = card.why.as_deref().unwrap_or_default();
    match card.outcome {
        RefreshOutcome::Updated => "updated".to_owned(),
        RefreshOutcome::Unchanged => "the newest already".to_owned(),
        RefreshOutcome::Refused => format!("refused: {}", words::refusal(why)),
        RefreshOutcome::Failed => format!("failed: {}", words::trouble(why)),
        RefreshOutcome::NotLive => "no shop or issuer to ask, or its updates are off".to_owned(),
        RefreshOutcome::TooSoon => "asked a moment ago; try again later".to_owned(),
    }
}

/// 1 when something failed or was refused.
fn exit(report: &RefreshReport) -> Exit {
    let failed = report.cards.iter().any(|card| {
        matches!(
            card.outcome,
            RefreshOutcome::Failed | RefreshOutcome::Refused
        )
    });
    if failed { Exit::Failed } else { Exit::Done }
}
