//! What a distributor calls: both versions of the connector's interface.
//!
//! Whatever does not follow the specification is passed over, as it demands. The content of a push
//! is not looked at: it only wakes. Which tokens are ours the wallet knows.

use std::collections::BTreeMap;

use kantis_api::{PushEvent, Secret};
use zbus::zvariant::{OwnedValue, Value};

use super::{Heard, endpoint};

/// The longest token that the specification knows.
const LONGEST: usize = 100;

/// Named arguments and results.
type Named = BTreeMap<String, OwnedValue>;

/// `org.unifiedpush.Connector1`: arguments by their place.
pub(super) struct Connector1(Connector);

/// `org.unifiedpush.Connector2`: arguments by name.
pub(super) struct Connector2(Connector);

/// What both do.
struct Connector {
    heard: Heard,
    loopback: bool,
}

impl Connector1 {
    pub(super) fn new(heard: Heard, loopback: bool) -> Self {
        Self(Connector { heard, loopback })
    }
}

impl Connector2 {
    pub(super) fn new(heard: Heard, loopback: bool) -> Self {
        Self(Connector { heard, loopback })
    }
}

impl Connector {
    fn message(&self, token: &str) {
        if let Some(token) = secret(token) {
            self.heard.tell(PushEvent::Message { token });
        }
    }

    fn endpoint(&self, token: &str, endpoint: &str) {
        if let Some(token) = secret(token)
            && endpoint::is_good(endpoint, self.loopback)
        {
            self.heard.tell(PushEvent::Endpoint {
                token,
                endpoint: endpoint.to_owned(),
            });
        }
    }

    fn gone(&self, token: &str) {
        if let Some(token) = secret(token) {
            self.heard.tell(PushEvent::Gone { token });
        }
    }
}

/// A token as it may be. An empty one confirms an end that we asked for.
fn secret(token: &str) -> Option<Secret> {
    (1..=LONGEST)
        .contains(&token.len())
        .then(|| Secret::new(token))
}

#[zbus::interface(name = "org.unifiedpush.Connector1")]
impl Connector1 {
    fn message(&self, token: &str, _content: &[u8], _id: &str) {
        self.0.message(token);
    }

    fn new_endpoint(&self, token: &str, endpoint: &str) {
        self.0.endpoint(token, endpoint);
    }

    fn unregistered(&self, token: &str) {
        self.0.gone(token);
    }
}

#[zbus::interface(name = "org.unifiedpush.Connector2")]
impl Connector2 {
    fn message(&self, mut args: Named) -> Named {
        self.0.message(text(&args, "token"));
        // Whoever names a message hears its name again.
        args.remove("id")
            .filter(|id| matches!(**id, Value::Str(_)))
            .map(|id| ("id".to_owned(), id))
            .into_iter()
            .collect()
    }

    fn new_endpoint(&self, args: Named) -> Named {
        self.0
            .endpoint(text(&args, "token"), text(&args, "endpoint"));
        Named::new()
    }

    fn unregistered(&self, args: Named) -> Named {
        self.0.gone(text(&args, "token"));
        Named::new()
    }
}

/// The text of this name; empty where there is none.
fn text<'a>(args: &'a Named, name: &str) -> &'a str {
    match args.get(name).map(|value| &**value) {
        Some(Value::Str(text)) => text.as_str(),
        _ => "",
    }
}
