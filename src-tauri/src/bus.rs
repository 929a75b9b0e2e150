//! Questions to the desktop over D-Bus. Nobody answering is an answer: `None`, and soon.

use std::future::Future;
use std::time::Duration;

use zbus::proxy::{CacheProperties, MethodFlags};
use zbus::zvariant::{OwnedValue, Type};
use zbus::{Connection, Proxy};

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where to ask: the bus name, the object and the interface.
pub(crate) type Place = (&'static str, &'static str, &'static str);

/// Waits for an answer on a thread that may block.
pub(crate) fn ask<T>(question: impl Future<Output = zbus::Result<T>>) -> Option<T> {
    tauri::async_runtime::block_on(async {
        tokio::time::timeout(PATIENCE, question).await.ok()?.ok()
    })
}

/// Calls a method without arguments. Starts no program that does not run.
pub(crate) async fn call<T>(bus: &Connection, place: Place, method: &str) -> zbus::Result<Option<T>>
where
    T: serde::de::DeserializeOwned + Type,
{
    proxy(bus, place)
        .await?
        .call_with_flags(method, MethodFlags::NoAutoStart.into(), &())
        .await
}

/// Reads a property. Starts no program that does not run.
pub(crate) async fn property(
    bus: &Connection,
    place: Place,
    name: &str,
) -> zbus::Result<OwnedValue> {
    let (service, path, interface) = place;
    let value: Option<OwnedValue> = proxy(bus, (service, path, "org.freedesktop.DBus.Properties"))
        .await?
        .call_with_flags("Get", MethodFlags::NoAutoStart.into(), &(interface, name))
        .await?;
    value.ok_or(zbus::Error::InvalidReply)
}

async fn proxy(bus: &Connection, place: Place) -> zbus::Result<Proxy<'static>> {
    let (service, path, interface) = place;
    zbus::proxy::Builder::new(bus)
        .destination(service)?
        .path(path)?
        .interface(interface)?
        .cache_properties(CacheProperties::No)
        .build()
        .await
}
