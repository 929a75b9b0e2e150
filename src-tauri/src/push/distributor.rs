//! The distributor that is asked: which one, and how.

use std::collections::BTreeMap;
use std::time::Duration;

use kantis_api::{PushRegistration, Secret};
use zbus::fdo::DBusProxy;
use zbus::names::{BusName, OwnedUniqueName};
use zbus::zvariant::{DynamicType, OwnedValue, Value};
use zbus::{Connection, MatchRule, Message, MessageStream, message};

/// What every distributor's name begins with.
const NAMES: &str = "org.unifiedpush.Distributor";
const PATH: &str = "/org/unifiedpush/Distributor";
const FIRST: &str = "org.unifiedpush.Distributor1";
const SECOND: &str = "org.unifiedpush.Distributor2";
/// What a distributor may show as the reason of a registration.
const DESCRIPTION: &str = "Kantis";

/// How long a distributor may take to answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// A distributor that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Distributor {
    name: String,
    /// Who has the name now. One that was started anew is another one; and calls to this name start
    /// no program.
    owner: OwnedUniqueName,
}

/// Hears whenever a distributor comes or goes.
pub(super) async fn changes(bus: &Connection) -> zbus::Result<MessageStream> {
    let rule = MatchRule::builder()
        .msg_type(message::Type::Signal)
        .sender("org.freedesktop.DBus")?
        .member("NameOwnerChanged")?
        .arg0ns(NAMES)?
        .build();
    MessageStream::for_match_rule(rule, bus, None).await
}

impl Distributor {
    /// The one that is wanted, if it runs; else the one so far while it runs, else the first.
    pub(super) async fn find(
        bus: &Connection,
        wanted: Option<&str>,
        current: Option<&Self>,
    ) -> zbus::Result<Option<Self>> {
        let daemon = DBusProxy::new(bus).await?;
        let mut names: Vec<String> = daemon
            .list_names()
            .await?
            .iter()
            .map(|name| name.as_str().to_owned())
            .filter(|name| is_distributor(name))
            .filter(|name| wanted.is_none_or(|wanted| wanted == name))
            .collect();
        names.sort_by_key(|name| (current.is_none_or(|now| now.name != *name), name.clone()));
        for name in names {
            let place = BusName::try_from(name.as_str())?;
            // It may be gone by now.
            if let Ok(owner) = daemon.get_name_owner(place).await {
                return Ok(Some(Self { name, owner }));
            }
        }
        Ok(None)
    }

    /// Asks for an endpoint, which comes by itself later. Where none comes the wallet asks again.
    pub(super) async fn register(
        &self,
        bus: &Connection,
        service: &str,
        registration: &PushRegistration,
    ) {
        let token = registration.token.reveal();
        let mut named = BTreeMap::from([
            ("service", Value::from(service)),
            ("token", Value::from(token)),
            ("description", Value::from(DESCRIPTION)),
        ]);
        if let Some(vapid) = &registration.vapid {
            named.insert("vapid", Value::from(vapid.as_str()));
        }
        let by_place = (service, token, DESCRIPTION);
        let said = match self.call(bus, "Register", &named, &by_place).await {
            Ok(said) => said,
            Err(error) => return complain(&error),
        };
        let body = said.body();
        let named: Result<BTreeMap<String, OwnedValue>, _> = body.deserialize();
        let (success, reason) = match named {
            Ok(named) => (text(&named, "success"), text(&named, "reason")),
            Err(_) => body.deserialize().unwrap_or_default(),
        };
        // The first version also says that the endpoint is new.
        if !matches!(success.as_str(), "REGISTRATION_SUCCEEDED" | "NEW_ENDPOINT") {
            let reason: String = reason.chars().take(40).collect();
            tracing::info!(reason, "the distributor takes no registration");
        }
    }

    /// Ends a registration.
    pub(super) async fn unregister(&self, bus: &Connection, token: &Secret) {
        let named = BTreeMap::from([("token", Value::from(token.reveal()))]);
        let by_place = (token.reveal(),);
        if let Err(error) = self.call(bus, "Unregister", &named, &by_place).await {
            complain(&error);
        }
    }

    /// Calls a method in the words of the newest version that the distributor knows.
    async fn call(
        &self,
        bus: &Connection,
        method: &str,
        named: &BTreeMap<&str, Value<'_>>,
        by_place: &(impl serde::Serialize + DynamicType),
    ) -> zbus::Result<Message> {
        let owner = Some(self.owner.as_str());
        match bus
            .call_method(owner, PATH, Some(SECOND), method, named)
            .await
        {
            Err(error) if is_unknown(&error) => {
                bus.call_method(owner, PATH, Some(FIRST), method, by_place)
                    .await
            }
            answer => answer,
        }
    }
}

fn is_distributor(name: &str) -> bool {
    name.strip_prefix(NAMES)
        .is_some_and(|rest| rest.starts_with('.'))
}

/// Whether somebody does not know what was asked of them.
fn is_unknown(error: &zbus::Error) -> bool {
    matches!(error, zbus::Error::MethodError(name, ..) if matches!(
        name.as_str(),
        "org.freedesktop.DBus.Error.UnknownMethod" | "org.freedesktop.DBus.Error.UnknownInterface"
    ))
}

fn text(named: &BTreeMap<String, OwnedValue>, name: &str) -> String {
    match named.get(name).map(|value| &**value) {
        Some(Value::Str(text)) => text.to_string(),
        _ => String::new(),
    }
}

/// Only the kind of the error: its text may quote what was asked.
fn complain(error: &zbus::Error) {
    let kind = match error {
        zbus::Error::MethodError(name, ..) => name.as_str(),
        zbus::Error::InputOutput(_) => "no answer",
        _ => "other",
    };
    tracing::info!(kind, "the distributor does not do as it was asked");
}
