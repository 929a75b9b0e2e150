//! Finding a shop and connecting it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::super::{CardColours, Drawing, Problem};
use super::ConnectionState;

/// Looks for a shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopSearch {
    /// What a person typed, or what was scanned: an address, or an invite's link.
    pub address: String,
}

/// What was opened with the app and leads to a shop.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenedAddress {
    /// For `shopFind`; absent when there is none. Taking it empties the queue.
    pub address: Option<String>,
}

/// A shop that was found. It is remembered for ten minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundShop {
    /// For `shopConnect`.
    pub lookup: String,
    /// What the programme calls itself.
    pub name: String,
    /// Its host: where the person will sign in. With the port where that is not the usual one.
    pub host: String,
    /// The shop's colours, readable.
    pub colours: CardColours,
    /// An invite of the shop's led here.
    pub invited: bool,
    /// Kantis asks to read what the shop keeps about the person. Always so.
    pub asks_to_read: bool,
    /// Kantis asks to do things for them: activate, reserve, answer.
    pub asks_to_write: bool,
    /// A page of the shop's for people.
    pub about: String,
    /// The card that this shop is connected to already.
    pub connected: Option<ConnectedCard>,
    /// Cards of the wallet that might be of this shop, the likeliest first; at most five.
    pub suggestions: Vec<CardSuggestion>,
    /// When it is forgotten.
    pub until: i64,
}

/// The card of a shop that is connected already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectedCard {
    /// Which connection.
    pub connection: String,
    /// Which card.
    pub card: String,
    /// Its title.
    pub card_title: String,
    /// Where the connection stands.
    pub state: ConnectionState,
}

/// A card that might be of a shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardSuggestion {
    /// Which card.
    pub card: String,
    /// Its title.
    pub card_title: String,
    /// Its colours.
    pub colours: CardColours,
    /// Its picture.
    pub logo: Option<String>,
}

/// How a person signs in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SignInWay {
    /// In the browser of the machine on which Kantis runs.
    #[default]
    Browser,
    /// On any other device, by a code.
    Device,
}

/// Begins to connect a shop that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopConnect {
    /// From `shopFind`.
    pub lookup: String,
    /// The card to link; absent makes one, or renews the one that is connected.
    #[serde(default)]
    pub card: Option<String>,
    /// How the person signs in.
    #[serde(default)]
    pub way: SignInWay,
    /// The language of the page on which the browser ends, as BCP 47.
    #[serde(default)]
    pub language: Option<String>,
}

/// Begins to sign in again at a shop that is connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopSignIn {
    /// Which connection.
    pub connection: String,
    /// How the person signs in.
    #[serde(default)]
    pub way: SignInWay,
    /// The language of the page on which the browser ends, as BCP 47.
    #[serde(default)]
    pub language: Option<String>,
}

/// A sign-in that was begun; ask `shopConnectResult` how it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Connecting {
    /// For `shopConnectResult` and `jobCancel`.
    pub job: String,
    /// What to open in the browser: this machine's, or with a code any other's.
    pub address: String,
    /// What to type there, where the person uses another device.
    pub code: Option<DeviceCode>,
    /// When it is over.
    pub until: i64,
}

/// A code for signing in on another device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeviceCode {
    /// To type.
    pub text: String,
    /// The address with the code in it.
    pub link: String,
    /// The same as a QR code.
    pub drawing: Option<Drawing>,
}

/// How far connecting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConnectStage {
    /// The person is in the browser.
    SigningIn,
    /// The person agreed; the shop's records are being read. `progress` events whose job is the
    /// card tell how many have come.
    Reading,
    /// Connected: the card is there. `problem` says when its first read did not end: it goes on
    /// by itself.
    Done,
    /// Not connected; `problem` says why.
    Failed,
}

/// How connecting goes; kept for ten minutes after its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectResult {
    /// How far it is.
    pub stage: ConnectStage,
    /// What the programme calls itself.
    pub name: String,
    /// The shop's host.
    pub host: String,
    /// The connection, once there is one.
    pub connection: Option<String>,
    /// The card, once there is one.
    pub card: Option<String>,
    /// Why it failed, as the code and particulars of an error.
    pub problem: Option<Problem>,
}

/// Ends a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShopDisconnect {
    /// Which.
    pub connection: String,
    /// Keep the card as a plain one; else it goes.
    pub keep: bool,
}
