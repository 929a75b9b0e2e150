//! A distributor that does as it is told, in the words of either version.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

use zbus::blocking::{Connection, connection};
use zbus::zvariant::{DynamicType, OwnedValue, Value};

use crate::bus::Bus;
use crate::{NAME, PATIENCE};

/// Which version of the specification it knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    First,
    Second,
}

/// What it was asked, by name.
pub(crate) type Asked = BTreeMap<String, String>;

/// Runs until it is dropped.
pub(crate) struct Distributor {
    bus: Connection,
    version: Version,
    asked: Mutex<Receiver<Asked>>,
}

struct First(Sender<Asked>);

#[zbus::interface(name = "org.unifiedpush.Distributor1")]
impl First {
    fn register(&self, service: &str, token: &str, description: &str) -> (String, String) {
        let asked = [
            ("service", service),
            ("token", token),
            ("description", description),
        ];
        say(&self.0, &asked);
        ("NEW_ENDPOINT".to_owned(), String::new())
    }

    fn unregister(&self, token: &str) {
        say(&self.0, &[("unregister", token)]);
    }
}

struct Second(Sender<Asked>);

#[zbus::interface(name = "org.unifiedpush.Distributor2")]
impl Second {
    fn register(&self, args: BTreeMap<String, OwnedValue>) -> BTreeMap<String, OwnedValue> {
        let asked = args.into_iter();
        let asked = asked.map(|(name, value)| (name, String::try_from(value).unwrap()));
        let _ = self.0.send(asked.collect());
        let success = Value::from("REGISTRATION_SUCCEEDED")
            .try_to_owned()
            .unwrap();
        BTreeMap::from([("success".to_owned(), success)])
    }

    fn unregister(&self, args: BTreeMap<String, OwnedValue>) -> BTreeMap<String, OwnedValue> {
        let token = String::try_from(args["token"].try_clone().unwrap()).unwrap();
        say(&self.0, &[("unregister", &token)]);
        BTreeMap::new()
    }
}

fn say(to: &Sender<Asked>, asked: &[(&str, &str)]) {
    let asked = asked.iter();
    let asked = asked.map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let _ = to.send(asked.collect());
}

impl Distributor {
    pub(crate) fn start(bus: &Bus, name: &str, version: Version) -> Self {
        let (say, asked) = channel();
        let path = "/org/unifiedpush/Distributor";
        let builder = connection::Builder::address(bus.address()).unwrap();
        let builder = match version {
            Version::First => builder.serve_at(path, First(say)),
            Version::Second => builder.serve_at(path, Second(say)),
        };
        let name = format!("org.unifiedpush.Distributor.{name}");
        let bus = builder.unwrap().name(name).unwrap().build().unwrap();
        Self {
            bus,
            version,
            asked: Mutex::new(asked),
        }
    }

    /// What it is asked next.
    pub(crate) fn asked(&self) -> Asked {
        self.asked
            .lock()
            .unwrap()
            .recv_timeout(PATIENCE)
            .expect("it is asked")
    }

    /// Hands out an endpoint.
    pub(crate) fn hand_out(&self, token: &str, endpoint: &str) {
        match self.version {
            Version::First => self.call_first("NewEndpoint", &(token, endpoint)),
            Version::Second => {
                self.call("NewEndpoint", &[("token", token), ("endpoint", endpoint)]);
            }
        }
    }

    /// Passes a push on.
    pub(crate) fn push(&self, token: &str, content: &[u8]) {
        match self.version {
            Version::First => self.call_first("Message", &(token, content, "m1")),
            Version::Second => {
                let said = self.call_with(
                    "Message",
                    &[
                        ("token", Value::from(token)),
                        ("message", Value::from(content)),
                        ("id", Value::from("m1")),
                    ],
                );
                let id = said["id"].try_clone().unwrap();
                assert_eq!(String::try_from(id).unwrap(), "m1");
            }
        }
    }

    /// Ends a registration.
    pub(crate) fn end(&self, token: &str) {
        match self.version {
            Version::First => self.call_first("Unregistered", &(token,)),
            Version::Second => self.call("Unregistered", &[("token", token)]),
        }
    }

    fn call_first(&self, method: &str, arguments: &(impl serde::Serialize + DynamicType)) {
        let place = "/org/unifiedpush/Connector";
        let interface = Some("org.unifiedpush.Connector1");
        self.bus
            .call_method(Some(NAME), place, interface, method, arguments)
            .unwrap();
    }

    /// Calls with texts.
    pub(crate) fn call(&self, method: &str, arguments: &[(&str, &str)]) {
        let arguments: Vec<_> = arguments
            .iter()
            .map(|(name, text)| (*name, Value::from(*text)))
            .collect();
        self.call_with(method, &arguments);
    }

    /// Calls with anything.
    pub(crate) fn call_with(
        &self,
        method: &str,
        arguments: &[(&str, Value<'_>)],
    ) -> BTreeMap<String, OwnedValue> {
        let place = "/org/unifiedpush/Connector";
        let interface = Some("org.unifiedpush.Connector2");
        let arguments: BTreeMap<&str, &Value<'_>> = arguments
            .iter()
            .map(|(name, value)| (*name, value))
            .collect();
        let said = self
            .bus
            .call_method(Some(NAME), place, interface, method, &arguments)
            .unwrap();
        said.body().deserialize().unwrap()
    }
}
