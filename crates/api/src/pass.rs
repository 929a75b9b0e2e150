//! Passes between the edge and the pass room.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use kantis_pass::{
    ChainLink, FieldView, ImageRole, Limits, Note, Outcome, Pass, PassColour, PassError, PassView,
    Signer, TrustAnchors, Verification, Warning, Zone,
};
use kantis_wallet::ports::{Clock as _, Stop};
use kantis_wallet::{BlobId, Colour, FieldMeaning, FieldSense, PassLink, Wallet, field_senses};

use crate::blob::{PassPicture, Picture};
use crate::convert::{self, instant};
use crate::dto;
use crate::dto::{CheckOutcome, PassField, PassImages, PassInspection, Problem};
use crate::host::SystemClock;
use crate::loyalty::meaning_out;
use crate::{Api, ApiError, Code};

impl Api {
    pub(crate) fn pass_inspect(&self, request: dto::ById) -> Result<PassInspection, ApiError> {
        let upload = self.uploads().get(&request.id)?;
        inspect(
            &upload.bytes,
            &self.reading_locale(),
            &self.host.anchors,
            self.clock().now(),
            self.clock().zone(),
        )
    }

    /// The language that passes are read in.
    pub(crate) fn reading_locale(&self) -> String {
        let settings = self.wallet().ok().and_then(|wallet| wallet.settings().ok());
        settings.map_or_else(
            || "en".to_owned(),
            |settings| settings.reading_locale().to_owned(),
        )
    }

    /// Reads what tiles show of each pass anew, after a change of language or of the rules.
    pub(crate) fn read_passes_again(&self, wallet: &Wallet) -> Result<(), ApiError> {
        let done = wallet.refresh_derived(&Stop::default());
        done.map(drop).map_err(convert::error)
    }

    /// A card's pass from its original file; `None` when that can no longer be read, and the card
    /// then shows what the wallet kept of it.
    pub(crate) fn pass_view(
        &self,
        wallet: &Arc<Wallet>,
        link: &PassLink,
        said: &BTreeMap<String, FieldMeaning>,
    ) -> Result<Option<dto::PassView>, ApiError> {
        let file = wallet.blob(link.original).map_err(convert::error)?;
        let Ok(pass) = Pass::read(&file.bytes, &Limits::default()) else {
            return Ok(None);
        };
        let locale = self.reading_locale();
        Ok(Some(self.view(&pass, link.original, said, &locale)))
    }

    fn view(
        &self,
        pass: &Pass,
        file: BlobId,
        said: &BTreeMap<String, FieldMeaning>,
        locale: &str,
    ) -> dto::PassView {
        let (now, zone) = (self.clock().now(), self.clock().zone());
        let view = pass.view(locale, now, zone);
        let verification = pass.verify(&self.host.anchors, now);
        let background = colour(view.background.as_ref());
        let on = background.unwrap_or(Colour::WHITE);
        let readable = |wanted: Option<&PassColour>| {
            background.map(|_| {
                colour(wanted)
                    .unwrap_or(Colour::INK)
                    .readable_on(on)
                    .to_string()
            })
        };
        dto::PassView {
            style: view.style.name().to_owned(),
            transit_type: view.transit_type.clone(),
            organization_name: view.organization_name.clone().unwrap_or_default(),
            description: view.description.clone().unwrap_or_default(),
            logo_text: view.logo_text.clone(),
            background: background.map(|colour| colour.to_string()),
            foreground: readable(view.foreground.as_ref()),
            label: readable(view.label.as_ref().or(view.foreground.as_ref())),
            fields: fields(pass, &view, said),
            images: images(pass, file, locale),
            voided: view.voided,
            expires_at: view.expiration.as_ref().map(|date| instant(date.end(zone))),
            relevant_at: view
                .relevance
                .first()
                .map(|when| instant(when.from.start(zone))),
            provenance: convert::provenance(verification.provenance),
            checks: checks(&verification),
            signer: verification
                .signer
                .as_ref()
                .map(|by| signer(by, verification.signed_at)),
            chain: verification.chain.iter().map(link).collect(),
            notes: verification.notes.iter().map(note).collect(),
            warnings: pass.warnings().iter().map(warning).collect(),
            locales: pass.locales(),
            sharing_prohibited: view.sharing_prohibited,
            web_service_host: view.web_service.as_deref().and_then(host),
        }
    }
}

/// Looks at a pass file without a wallet.
///
/// # Errors
/// `fileTooLarge` or `unreadableFile` with what was wrong and where.
pub fn inspect_pass(bytes: &[u8], locale: &str) -> Result<PassInspection, ApiError> {
    inspect(
        bytes,
        locale,
        &crate::host::anchors(),
        SystemClock.now(),
        SystemClock.zone(),
    )
}

fn inspect(
    bytes: &[u8],
    locale: &str,
    anchors: &TrustAnchors,
    now: DateTime<Utc>,
    zone: Zone,
) -> Result<PassInspection, ApiError> {
    let pass = Pass::read(bytes, &Limits::default()).map_err(|error| unreadable(&error))?;
    let view = pass.view(locale, now, zone);
    let verification = pass.verify(anchors, now);
    let symbol = |code: &kantis_pass::PassBarcode| dto::InspectedSymbol {
        symbology: code
            .symbology
            .map_or_else(|| code.format.clone(), str::to_owned),
        text: code.message.clone(),
        alt_text: code.alt_text.clone(),
        charset: Some(code.encoding.clone()),
    };
    Ok(PassInspection {
        provenance: convert::provenance(verification.provenance),
        style: view.style.name().to_owned(),
        organization_name: view.organization_name.clone().unwrap_or_default(),
        description: view.description.clone().unwrap_or_default(),
        logo_text: view.logo_text.clone(),
        serial_number: view.serial_number.clone().unwrap_or_default(),
        pass_type_identifier: view.pass_type_identifier.clone().unwrap_or_default(),
        team_identifier: view.team_identifier.clone(),
        fields: fields(&pass, &view, &BTreeMap::new()),
        symbols: view.barcodes.iter().map(symbol).collect(),
        locales: pass.locales(),
        warnings: pass.warnings().iter().map(warning).collect(),
        notes: verification.notes.iter().map(note).collect(),
        checks: checks(&verification),
        signer: verification
            .signer
            .as_ref()
            .map(|by| signer(by, verification.signed_at)),
        chain: verification.chain.iter().map(link).collect(),
        repaired: view.repaired,
        voided: view.voided,
        expiration_date: view.expiration.as_ref().map(|date| date.issued.clone()),
        sharing_prohibited: view.sharing_prohibited,
    })
}

/// Why a pass file cannot be read.
pub(crate) fn unreadable(error: &PassError) -> ApiError {
    let code = match error {
        PassError::TooLarge { .. } => Code::FileTooLarge,
        _ => Code::UnreadableFile,
    };
    ApiError::new(code)
        .with("why", error.code())
        .with("text", error)
}

/// All fields with what they mean. `said` is what the shopper said about this issuer's.
fn fields(pass: &Pass, view: &PassView, said: &BTreeMap<String, FieldMeaning>) -> Vec<PassField> {
    let senses = field_senses(pass, view, said);
    let fields = view.fields().zip(senses);
    fields.map(|(shown, sense)| field(shown, sense)).collect()
}

fn field(field: &FieldView, sense: FieldSense) -> PassField {
    PassField {
        section: field.section.name().to_owned(),
        key: sense.field,
        label: field.label.clone(),
        value: field.value.clone(),
        display: field.display.clone(),
        align: field.align.name().to_owned(),
        row: field.row,
        meaning: sense.meaning.map(meaning_out),
        links: field
            .links
            .iter()
            .map(|link| dto::FieldLink {
                text: link.text.clone(),
                href: link.href.clone(),
            })
            .collect(),
    }
}

fn images(pass: &Pass, file: BlobId, locale: &str) -> PassImages {
    let id = |role| {
        pass.image(role, 2, locale)?;
        let picture = PassPicture {
            file,
            what: Picture::Role(role),
            locale: locale.to_owned(),
        };
        Some(picture.id())
    };
    PassImages {
        logo: id(ImageRole::Logo),
        icon: id(ImageRole::Icon),
        strip: id(ImageRole::Strip),
        thumbnail: id(ImageRole::Thumbnail),
        background: id(ImageRole::Background),
        footer: id(ImageRole::Footer),
    }
}

fn checks(verification: &Verification) -> Vec<dto::PassCheck> {
    let check = |check: &kantis_pass::Check| dto::PassCheck {
        kind: check.kind.name().to_owned(),
        outcome: match check.outcome {
            // Worth knowing, nothing wrong; the detail says what.
            Outcome::Passed | Outcome::Noted => CheckOutcome::Passed,
            Outcome::Failed => CheckOutcome::Failed,
            Outcome::Absent => CheckOutcome::Absent,
        },
        problem: check
            .detail
            .as_ref()
            .map(|detail| problem(detail.code, detail.params.clone())),
    };
    verification.checks.iter().map(check).collect()
}

fn signer(signer: &Signer, signed_at: Option<DateTime<Utc>>) -> dto::PassSigner {
    dto::PassSigner {
        common_name: signer.common_name.clone().unwrap_or_default(),
        organisation: signer.organisation.clone(),
        issuer: signer.issuer.clone().unwrap_or_default(),
        signed_at: signed_at.map(instant),
        valid_until: instant(signer.not_after),
    }
}

fn link(link: &ChainLink) -> dto::ChainLink {
    dto::ChainLink {
        common_name: link.common_name.clone().unwrap_or_default(),
        organisation: link.organisation.clone(),
        valid_from: instant(link.not_before),
        valid_until: instant(link.not_after),
        key_sha256: link.spki_sha256.clone(),
        anchor: link.anchor,
    }
}

fn note(note: &Note) -> Problem {
    problem(note.name(), Vec::new())
}

fn warning(warning: &Warning) -> Problem {
    problem(warning.code(), warning.params())
}

fn problem(code: &str, params: Vec<(&'static str, String)>) -> Problem {
    let params = params
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    Problem {
        code: code.to_owned(),
        params,
    }
}

fn colour(colour: Option<&PassColour>) -> Option<Colour> {
    let rgb = colour?.rgb?;
    Some(Colour::new(rgb.r, rgb.g, rgb.b))
}

/// The host of a web address; nothing else of it is shown.
fn host(address: &str) -> Option<String> {
    let rest = address.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?;
    (!host.is_empty()).then(|| host.to_owned())
}
