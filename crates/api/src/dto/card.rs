//! Cards as the home list and the card page see them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    BalanceCurve, ExportFormat, GroupTile, Loyalty, PassSet, PassSource, PassView, Provenance,
    ShopConnection, SymbolInput, SymbolView,
};

/// Two colours, `#rrggbb`; the text colour reaches 4.5:1 on the background.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardColours {
    /// The card's own colour, repaired for contrast.
    pub background: String,
    /// The colour of text on it.
    pub text: String,
}

/// What a balance is counted in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind", content = "code")]
pub enum Unit {
    /// Loyalty points.
    Points,
    /// Money, by ISO 4217 code.
    Currency(String),
    /// Anything else, in the shop's own word ("visits").
    Other(String),
}

/// An amount in minor units: `amount / 10^scale` of `unit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Balance {
    /// Minor units.
    pub amount: i64,
    /// Decimal places.
    pub scale: u8,
    /// What is counted.
    pub unit: Unit,
}

/// The one number that matters on a tile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Headline {
    /// A balance that the shopper keeps.
    Balance {
        /// The amount.
        balance: Balance,
    },
    /// A balance that the shop keeps.
    ShopBalance {
        /// The amount.
        balance: Balance,
    },
    /// A stamp card.
    Stamps {
        /// Stamps collected.
        collected: u32,
        /// Stamps needed.
        required: u32,
    },
    /// A tier.
    Tier {
        /// Its name.
        name: String,
    },
    /// A pass's own first field, formatted for the reader.
    Field {
        /// The issuer's label, if any.
        label: Option<String>,
        /// The value as shown.
        display: String,
    },
}

/// A card in the home list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardTile {
    /// UUIDv7.
    pub id: String,
    /// The name on the card.
    pub title: String,
    /// Who issued it, if known and different from the title.
    pub issuer: Option<String>,
    /// The membership number, if any.
    pub number: Option<String>,
    /// Colours, contrast repaired.
    pub colours: CardColours,
    /// A picture for the tile: id for `/blob/ID`.
    pub logo: Option<String>,
    /// The number that matters.
    pub headline: Option<Headline>,
    /// Last day the card is valid, `YYYY-MM-DD`.
    pub valid_until: Option<String>,
    /// Today is after `valid_until`, or the pass has expired.
    pub expired: bool,
    /// The issuer voided the pass.
    pub voided: bool,
    /// Shown first.
    pub favourite: bool,
    /// Out of the way, not gone.
    pub archived: bool,
    /// Ids of its groups.
    pub groups: Vec<String>,
    /// How genuine it is; only for passes.
    pub provenance: Option<Provenance>,
    /// How old what the shop says is; absent for cards that no shop speaks for.
    pub as_of: Option<i64>,
    /// Offers that have not ended.
    pub offers: u32,
    /// What ends first of a balance: how much, where it is known.
    pub expiring: Option<Balance>,
    /// Its last day, `YYYY-MM-DD`.
    pub expiring_on: Option<String>,
    /// The tier, where the headline is something else.
    pub tier: Option<String>,
}

/// Order of the home list; favourites come first in every order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CardSort {
    /// The shopper's own order.
    #[default]
    Manual,
    /// By title.
    Name,
    /// Latest use first.
    LastUsed,
    /// Most uses first.
    MostUsed,
    /// Newest first.
    Added,
    /// What ends first, first; cards without an end last.
    Expiry,
}

/// Which cards to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct CardQuery {
    /// Words to find in title, number, note, issuer and groups; empty finds all.
    pub search: String,
    /// Only cards of this group.
    pub group: Option<String>,
    /// Archived cards instead of the others.
    pub archived: bool,
    /// Order; the stored setting when absent.
    pub sort: Option<CardSort>,
}

/// The home list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardList {
    /// Cards in order.
    pub cards: Vec<CardTile>,
    /// All groups in order, with counts of unarchived cards.
    pub groups: Vec<GroupTile>,
    /// Unarchived cards in the wallet, whatever the query.
    pub total: u32,
    /// Archived cards in the wallet.
    pub archived: u32,
    /// The order that was used.
    pub sort: CardSort,
}

/// A field that the shopper added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CustomField {
    /// What it is ("PIN").
    pub label: String,
    /// What it says.
    pub value: String,
}

/// Pictures of a card, as ids for `/blob/ID`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardPhotos {
    /// The front of the plastic.
    pub front: Option<String>,
    /// The back of the plastic.
    pub back: Option<String>,
    /// A small square picture.
    pub icon: Option<String>,
}

/// Which picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PhotoSide {
    /// The front of the plastic.
    Front,
    /// The back of the plastic.
    Back,
    /// A small square picture.
    Icon,
}

/// How a card came to the wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Origin {
    /// Made by hand.
    Manual,
    /// From another wallet's export.
    Imported,
    /// From a pass file.
    Pass,
    /// From a shop that was connected.
    Shop,
}

/// One card with everything the card page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardDetail {
    /// What the tile shows.
    pub tile: CardTile,
    /// The colour the shopper or issuer chose, before contrast repair, `#rrggbb`.
    pub colour: Option<String>,
    /// Whose card it is.
    pub holder: Option<String>,
    /// The shopper's note.
    pub note: String,
    /// The shopper's own fields, in order.
    pub fields: Vec<CustomField>,
    /// Codes in order; the first one is shown first.
    pub symbols: Vec<SymbolView>,
    /// First day of validity, `YYYY-MM-DD`.
    pub valid_from: Option<String>,
    /// The balance kept by hand.
    pub balance: Option<Balance>,
    /// Pictures.
    pub photos: CardPhotos,
    /// How it came.
    pub origin: Origin,
    /// When it came.
    pub added_at: i64,
    /// Last edit by the shopper.
    pub edited_at: i64,
    /// Times shown at a checkout.
    pub use_count: u32,
    /// Latest uses, newest first, at most 20.
    pub uses: Vec<i64>,
    /// Size of the code in checkout mode, percent (40–100); remembered per card.
    pub checkout_size: u8,
    /// The pass it came from.
    pub pass: Option<PassView>,
    /// What the shop says, in records.
    pub loyalty: Loyalty,
    /// How its balances went.
    pub history: Vec<BalanceCurve>,
    /// The web service that keeps it fresh.
    pub source: Option<PassSource>,
    /// The shop that it is connected to; `shop` tells what that says.
    pub connection: Option<ShopConnection>,
    /// The set of passes that it came in.
    pub set: Option<PassSet>,
    /// No notices about it.
    pub muted: bool,
    /// Forms in which it may leave; empty when the issuer prohibits sharing.
    pub exports: Vec<ExportFormat>,
}

/// What a person types when making or editing a card; whole, not a patch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct CardInput {
    /// Required, 1–200 characters.
    pub title: String,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Whose card it is.
    pub holder: Option<String>,
    /// The membership number; the first symbol's text when empty.
    pub number: Option<String>,
    /// Codes in order.
    pub symbols: Vec<SymbolInput>,
    /// `#rrggbb`.
    pub colour: Option<String>,
    /// Free text.
    pub note: String,
    /// The shopper's own fields.
    pub fields: Vec<CustomField>,
    /// Ids of groups.
    pub groups: Vec<String>,
    /// First day of validity.
    pub valid_from: Option<String>,
    /// Last day of validity.
    pub valid_until: Option<String>,
    /// Balance kept by hand.
    pub balance: Option<Balance>,
    /// Shown first.
    pub favourite: bool,
}

/// A card to change, with its new content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardUpdate {
    /// Which card.
    pub id: String,
    /// Its new content.
    pub card: CardInput,
}

/// Cards and a switch to set on them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardsSwitch {
    /// Which cards.
    pub ids: Vec<String>,
    /// The new value.
    pub on: bool,
}

/// Several cards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardIds {
    /// Which cards.
    pub ids: Vec<String>,
}

/// Puts a card between two others in the manual order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardMove {
    /// Which card.
    pub id: String,
    /// It goes right after this one; first when absent.
    pub after: Option<String>,
}

/// Sets or removes a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhotoChange {
    /// Which card.
    pub id: String,
    /// Which picture.
    pub side: PhotoSide,
    /// An upload (PNG, JPEG or WebP up to 12 MiB); absent removes the picture.
    pub upload: Option<String>,
}

/// Remembers the size of the code at the checkout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckoutSize {
    /// Which card.
    pub id: String,
    /// Percent, 40–100.
    pub percent: u8,
}

/// The answer to anything that can be undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Done {
    /// Ids of the cards that were touched.
    pub ids: Vec<String>,
    /// The step for `undo`; absent when nothing changed.
    pub undo: Option<String>,
}

/// Takes back one step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct UndoRequest {
    /// Which step; the latest when absent.
    pub step: Option<String>,
}

/// What an undo did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Undone {
    /// What was taken back: `add`, `edit`, `delete`, `archive`, `import`, …
    pub kind: String,
    /// Cards put back as they were.
    pub restored: u32,
    /// Cards left alone because they changed after the step.
    pub kept: u32,
    /// Ids of the cards put back.
    pub ids: Vec<String>,
}
