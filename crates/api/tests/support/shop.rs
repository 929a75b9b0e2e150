//! A shop that issues passes, on the other side of the port.

use std::collections::VecDeque;
use std::io::{Cursor, Write as _};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use kantis_api::{Api, Event, Events};
use kantis_wallet::ports::{
    Call, ChangedSerials, Clock, Cursor as Since, Fetched, PassAccess, PassSource, ServiceDevice,
    SourceFailure, SourceTrouble, Zone,
};
use serde_json::{Value, json};

use super::ok;

/// A pass of the shop that nobody signed.
pub fn pass(serial: &str, points: u32, more: Value) -> Vec<u8> {
    let mut pass = json!({
        "formatVersion": 1,
        "passTypeIdentifier": "pass.example.shop",
        "serialNumber": serial,
        "teamIdentifier": "TEAM000000",
        "organizationName": "The Shop",
        "description": "Membership",
        "webServiceURL": "https://shop.example/passes",
        "authenticationToken": "a-token-that-is-secret",
        "barcodes": [{
            "format": "PKBarcodeFormatQR", "message": serial, "messageEncoding": "iso-8859-1",
        }],
        "storeCard": {
            "headerFields": [{
                "key": "points", "label": "Points", "value": points,
                "changeMessage": "You now have %@ points",
            }],
            "secondaryFields": [{ "key": "clerk", "label": "Clerk", "value": "Mikko" }],
        },
    });
    let fields = pass.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    let mut file = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    file.start_file("pass.json", options).unwrap();
    file.write_all(pass.to_string().as_bytes()).unwrap();
    file.finish().unwrap().into_inner()
}

/// Brings files in and gives the ids of the cards.
pub fn import(api: &Api, files: &[Vec<u8>]) -> Vec<String> {
    let uploads: Vec<String> = files
        .iter()
        .map(|file| api.put_upload("a.pkpass", file.clone()).unwrap().id)
        .collect();
    let preview = ok(
        api,
        "importPreview",
        json!({ "uploads": uploads, "job": "in" }),
    );
    let apply = json!({ "preview": preview["id"], "job": "in" });
    let report = ok(api, "importApply", apply);
    assert_eq!(report["failed"], json!([]), "{report}");
    let ids = report["ids"].as_array().unwrap().iter();
    ids.map(|id| id.as_str().unwrap().to_owned()).collect()
}

/// Waits for an event; others pass by.
pub fn wait_for(events: &mut Events, wanted: impl Fn(&Event) -> bool) -> Event {
    loop {
        let event = events.next_blocking().expect("the host is there");
        if wanted(&event) {
            return event;
        }
    }
}

/// Answers with what was laid out, in that order; then that nothing is new. Laid out as stopped, it
/// answers nothing until it is.
#[derive(Default)]
pub struct Shop {
    answers: Mutex<VecDeque<Result<Vec<u8>, SourceTrouble>>>,
    asked: Mutex<Vec<String>>,
    registered: Mutex<Vec<String>>,
}

impl Shop {
    pub fn answers(&self, answer: Result<Vec<u8>, SourceTrouble>) {
        self.answers.lock().unwrap().push_back(answer);
    }

    /// Serial numbers that were asked for.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// Serial numbers that are registered.
    pub fn registered(&self) -> Vec<String> {
        self.registered.lock().unwrap().clone()
    }
}

impl PassSource for Shop {
    fn fetch(&self, pass: &PassAccess, _: &Since, call: &Call) -> Result<Fetched, SourceFailure> {
        assert_eq!(pass.service, "https://shop.example/passes");
        self.asked.lock().unwrap().push(pass.serial.clone());
        let answer = self.answers.lock().unwrap().pop_front();
        match answer {
            Some(Err(SourceTrouble::Stopped)) => {
                while !call.stop.is_set() {
                    std::thread::yield_now();
                }
                Err(SourceTrouble::Stopped.into())
            }
            None => Ok(Fetched::Unchanged),
            Some(Ok(bytes)) => Ok(Fetched::Pass {
                bytes,
                cursor: Since::default(),
            }),
            Some(Err(trouble)) => Err(trouble.into()),
        }
    }

    fn register(
        &self,
        pass: &PassAccess,
        _: &ServiceDevice,
        _: &Call,
    ) -> Result<(), SourceFailure> {
        self.registered.lock().unwrap().push(pass.serial.clone());
        Ok(())
    }

    fn unregister(
        &self,
        pass: &PassAccess,
        _: &ServiceDevice,
        _: &Call,
    ) -> Result<(), SourceFailure> {
        self.registered
            .lock()
            .unwrap()
            .retain(|serial| *serial != pass.serial);
        Ok(())
    }

    fn changed(
        &self,
        _: &str,
        _: &str,
        _: &ServiceDevice,
        _: Option<&str>,
        _: &Call,
    ) -> Result<ChangedSerials, SourceFailure> {
        Ok(ChangedSerials {
            serials: self.registered(),
            tag: None,
        })
    }
}

/// A clock that stands until it is moved.
pub struct Clockwork(Mutex<DateTime<Utc>>);

impl Clockwork {
    pub fn at(text: &str) -> Arc<Self> {
        let time = DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        Arc::new(Self(Mutex::new(time)))
    }

    pub fn go_on(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for Clockwork {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }

    fn zone(&self) -> Zone {
        Zone::fixed(FixedOffset::east_opt(2 * 3600).unwrap())
    }
}
