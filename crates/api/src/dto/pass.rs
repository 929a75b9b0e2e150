//! Passes: what the issuer wrote, localised, and how genuine it is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FieldMeaning, Problem};

/// How genuine a pass is, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Provenance {
    /// Hashes and signature good, chain to a known anchor.
    Verified,
    /// Signature good, but listed files are missing.
    Incomplete,
    /// Signed by someone Kantis does not know.
    UnknownIssuer,
    /// Not signed.
    Unsigned,
    /// The file is not what was signed.
    Tampered,
}

/// How one check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CheckOutcome {
    /// As it should be.
    Passed,
    /// Not as it should be.
    Failed,
    /// There was nothing to check.
    Absent,
}

/// One check of a pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PassCheck {
    /// `manifestHashes`, `signature`, `chain`, `signerIdentity`, `signingTime`.
    pub kind: String,
    /// How it ended.
    pub outcome: CheckOutcome,
    /// Why, when it failed.
    pub problem: Option<Problem>,
}

/// One certificate between a pass and the anchor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChainLink {
    /// Common name.
    pub common_name: String,
    /// Organisation.
    pub organisation: Option<String>,
    /// First day of validity.
    pub valid_from: i64,
    /// End of validity.
    pub valid_until: i64,
    /// SHA-256 of the public key, hex.
    pub key_sha256: String,
    /// It is one of the anchors that Kantis brings.
    pub anchor: bool,
}

/// Who signed a pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PassSigner {
    /// Common name of the certificate.
    pub common_name: String,
    /// Organisation named in the certificate.
    pub organisation: Option<String>,
    /// Common name of the certificate above it.
    pub issuer: String,
    /// When it was signed, as the signer says.
    pub signed_at: Option<i64>,
    /// End of the certificate's validity.
    pub valid_until: i64,
}

/// Where text in a field leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldLink {
    /// The words that link.
    pub text: String,
    /// `https:`, `http:`, `tel:`, `mailto:` or `geo:` (an address to look up, RFC 5870 `geo:0,0?q=`).
    pub href: String,
}

/// One field of a pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PassField {
    /// `header`, `primary`, `secondary`, `auxiliary`, `back` or `additional`.
    pub section: String,
    /// The issuer's key; for a field without one, and for a later one with the same key, its
    /// section and place (`header/0`). It is what `fieldMeaning` takes.
    pub key: String,
    /// The issuer's label, localised.
    pub label: Option<String>,
    /// The value as issued, localised.
    pub value: String,
    /// The value formatted for the reader.
    pub display: String,
    /// `left`, `center`, `right` or `natural`.
    pub align: String,
    /// Row of an auxiliary field, 0 or 1.
    pub row: u8,
    /// Links in the value.
    pub links: Vec<FieldLink>,
    /// What Kantis or the shopper says it means; absent where nobody does.
    pub meaning: Option<FieldMeaning>,
}

/// Pictures of a pass, as ids for `/blob/ID`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PassImages {
    /// Top left of the pass.
    pub logo: Option<String>,
    /// Square icon.
    pub icon: Option<String>,
    /// Behind the primary fields.
    pub strip: Option<String>,
    /// Beside the fields.
    pub thumbnail: Option<String>,
    /// Blurred behind everything.
    pub background: Option<String>,
    /// Above the code.
    pub footer: Option<String>,
}

/// A pass as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PassView {
    /// `boardingPass`, `coupon`, `eventTicket`, `generic` or `storeCard`.
    pub style: String,
    /// For boarding passes: `air`, `boat`, `bus`, `train` or `generic`.
    pub transit_type: Option<String>,
    /// Who issues it.
    pub organization_name: String,
    /// What it is, for people who cannot see it.
    pub description: String,
    /// Words beside the logo.
    pub logo_text: Option<String>,
    /// Background `#rrggbb`.
    pub background: Option<String>,
    /// Values `#rrggbb`, contrast repaired on the background.
    pub foreground: Option<String>,
    /// Labels `#rrggbb`, contrast repaired on the background.
    pub label: Option<String>,
    /// Fields of the front and back, in order.
    pub fields: Vec<PassField>,
    /// Pictures.
    pub images: PassImages,
    /// The issuer voided it.
    pub voided: bool,
    /// When it ends.
    pub expires_at: Option<i64>,
    /// When it matters.
    pub relevant_at: Option<i64>,
    /// How genuine it is.
    pub provenance: Provenance,
    /// Each check.
    pub checks: Vec<PassCheck>,
    /// Who signed it.
    pub signer: Option<PassSigner>,
    /// Certificates from the signer up to the anchor, as far as they lead.
    pub chain: Vec<ChainLink>,
    /// Notes on the signature (`sha1Signature`, `expiredNow`, …).
    pub notes: Vec<Problem>,
    /// What was odd in the file.
    pub warnings: Vec<Problem>,
    /// Languages the issuer wrote.
    pub locales: Vec<String>,
    /// The issuer asks that it is not shared.
    pub sharing_prohibited: bool,
    /// Host of the issuer's web service, if any.
    pub web_service_host: Option<String>,
}

/// A code of a pass, in the issuer's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InspectedSymbol {
    /// ZXing's name; the issuer's own word when Kantis does not know it.
    pub symbology: String,
    /// The message.
    pub text: String,
    /// Text under the code.
    pub alt_text: Option<String>,
    /// The charset that the issuer named.
    pub charset: Option<String>,
}

/// A pass file looked at without a wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PassInspection {
    /// How genuine it is.
    pub provenance: Provenance,
    /// The style.
    pub style: String,
    /// Who issues it.
    pub organization_name: String,
    /// What it is.
    pub description: String,
    /// Words beside the logo.
    pub logo_text: Option<String>,
    /// The issuer's serial number.
    pub serial_number: String,
    /// The issuer's type.
    pub pass_type_identifier: String,
    /// The issuer's team.
    pub team_identifier: Option<String>,
    /// All fields, in order.
    pub fields: Vec<PassField>,
    /// Codes in the issuer's order.
    pub symbols: Vec<InspectedSymbol>,
    /// Languages the issuer wrote.
    pub locales: Vec<String>,
    /// What was odd in the file.
    pub warnings: Vec<Problem>,
    /// Notes on the signature.
    pub notes: Vec<Problem>,
    /// Each check.
    pub checks: Vec<PassCheck>,
    /// Who signed it.
    pub signer: Option<PassSigner>,
    /// Certificates from the signer up to the anchor, as far as they lead.
    pub chain: Vec<ChainLink>,
    /// Broken JSON was mended to read it.
    pub repaired: bool,
    /// The issuer voided it.
    pub voided: bool,
    /// When it ends, ISO 8601 as issued.
    pub expiration_date: Option<String>,
    /// The issuer asks that it is not shared.
    pub sharing_prohibited: bool,
}
