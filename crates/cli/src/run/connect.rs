//! `kantis connect` and `kantis disconnect`.

use std::sync::Arc;
use std::time::Duration;

use kantis_api::dto::{
    ConnectResult, ConnectStage, Connecting, Done, FoundShop, JobRef, ShopConnect, ShopDisconnect,
    ShopSearch, SignInWay, SymbolInput,
};
use kantis_api::{Api, ApiError, Code, Event};

use crate::args::{Connect, Disconnect, Global};
use crate::failure::{Exit, Failure};
use crate::run::cards::find;
use crate::run::progress::Progress;
use crate::run::shop::connection_of;
use crate::{open, out, words};

/// How long a shop that was left may take to hear of it, before the program ends.
const LAST_MOMENT: Duration = Duration::from_secs(10);

/// Connects a shop: the person signs in in a browser, here or on another device.
pub(crate) fn connect(global: &Global, args: &Connect) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let card = args.card.as_deref().map(|card| find(&api, card));
    let card = card.transpose()?;
    let search = ShopSearch {
        address: args.address.clone(),
    };
    let found: FoundShop = open::call(&api, "shopFind", &search)?;
    // What a person has to do is told beside the result, which may be for a script.
    out::warn(&format!(
        "{} at {}: Kantis asks to see what the shop keeps about you{}.",
        out::plain(&found.name),
        out::plain(&found.host),
        if found.asks_to_write {
            ", and to do there what you tell it to"
        } else {
            ""
        }
    ));
    let mut events = api.events();
    let request = ShopConnect {
        lookup: found.lookup,
        card,
        way: if args.device {
            SignInWay::Device
        } else {
            SignInWay::Browser
        },
        language: None,
    };
    let began: Connecting = open::call(&api, "shopConnect", &request)?;
    tell(&began);
    let progress = Progress::of_job(&api, &began.job, global.json);
    let job = JobRef { job: began.job };
    let result = loop {
        let result: ConnectResult = open::call(&api, "shopConnectResult", &job)?;
        if matches!(result.stage, ConnectStage::Done | ConnectStage::Failed) {
            break result;
        }
        if !next_change(&mut events) {
            return Err(ApiError::new(Code::Internal).into());
        }
    };
    drop(progress);
    if result.stage == ConnectStage::Failed {
        return Err(why(&result));
    }
    say(global, &api, &result)?;
    Ok(Exit::Done)
}

/// Ends a card's connection.
pub(crate) fn disconnect(global: &Global, args: &Disconnect) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let card = find(&api, &args.card)?;
    let connection = connection_of(&api, &card)?;
    let request = ShopDisconnect {
        connection: connection.id,
        keep: args.keep,
    };
    let done: Done = open::call(&api, "shopDisconnect", &request)?;
    // Where the shop cannot be reached now, a Kantis that stays tells it later.
    let _ = api.background_sync(LAST_MOMENT);
    if global.json {
        out::say_json(&done);
    } else {
        let name = out::plain(&connection.card_title);
        out::say(&if args.keep {
            format!("{name} is disconnected, and stays as a plain card.")
        } else {
            format!("{name} is disconnected, and its card is gone; kantis undo brings it back.")
        });
    }
    Ok(Exit::Done)
}

/// Says what the person has to do.
fn tell(began: &Connecting) {
    let Some(code) = &began.code else {
        out::warn("Sign in with a browser on this machine, at this address:");
        out::warn(&out::plain(&began.address));
        out::warn("For a browser on another device: --device.");
        return;
    };
    out::warn(&format!(
        "Sign in on any device at {} with the code {}, or scan this:",
        out::plain(&began.address),
        out::plain(&code.text)
    ));
    let drawn = kantis_api::symbol_of(&SymbolInput {
        symbology: "QR_CODE".to_owned(),
        text: code.link.clone(),
        ..SymbolInput::default()
    });
    if let Some(drawing) = drawn.ok().and_then(|symbol| symbol.draw().ok()) {
        out::warn(&drawing.to_half_blocks());
    }
}

/// Waits until a job may have come further; `false` when nobody is there to tell.
fn next_change(events: &mut kantis_api::Events) -> bool {
    while let Some(event) = events.next_blocking() {
        if matches!(event, Event::JobChanged { .. } | Event::Overflow) {
            return true;
        }
    }
    false
}

fn why(result: &ConnectResult) -> Failure {
    let Some(problem) = &result.problem else {
        return ApiError::new(Code::Internal).into();
    };
    error_of(&problem.code, problem.params.clone()).into()
}

/// An error from what was told of it.
fn error_of(code: &str, params: std::collections::BTreeMap<String, String>) -> ApiError {
    let code = serde_json::from_value(serde_json::Value::String(code.to_owned()));
    ApiError {
        params,
        ..ApiError::new(code.unwrap_or(Code::Internal))
    }
}

fn say(global: &Global, api: &Arc<Api>, result: &ConnectResult) -> Result<(), Failure> {
    if global.json {
        out::say_json(result);
        return Ok(());
    }
    let card = result.card.as_deref().unwrap_or_default();
    let connection = connection_of(api, card)?;
    out::say(&format!(
        "Connected: {} shows what {} says.",
        out::plain(&connection.card_title),
        out::plain(&connection.host)
    ));
    if let Some(problem) = &result.problem {
        let error = error_of(&problem.code, problem.params.clone());
        out::warn(&format!(
            "kantis: not everything came yet: {} kantis sync goes on.",
            words::sentence(&error)
        ));
    }
    Ok(())
}
