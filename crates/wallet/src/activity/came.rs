//! What changed when a pass came.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kantis_pass::{FieldChange, Limits, Pass, PassView};

use super::{CameBy, Seen, add, history, tell};
use crate::domain::{
    Balance, BalanceChange, CardId, FieldMeaning, Found, Happening, Loyalty, Offer, Unit,
};
use crate::error::Result;
use crate::loyalty;
use crate::settings;
use crate::store::writer::Writer;

/// Lines of one update: a pass has a few dozen fields, a made-up one may have thousands.
const MOST_LINES: usize = 100;

/// Notes what changed between two versions of a card's pass: lines of the timeline, points of the
/// curves, and notices for what the issuer wants said. `before` is `None` when the card is new: its
/// balances begin their curves. Part of the transaction that changes the pass, with the card in
/// place.
pub(crate) fn pass_came(
    writer: &mut Writer<'_>,
    card: CardId,
    before: Option<&[u8]>,
    after: &[u8],
    by: CameBy,
) -> Result<()> {
    let locale = settings::load(writer.connection())?
        .reading_locale()
        .to_owned();
    let read = |bytes: &[u8]| Pass::read(bytes, &Limits::default()).ok();
    let Some(after) = read(after) else {
        return Ok(());
    };
    let pass_type = after.identity().pass_type_identifier.unwrap_or_default();
    let issuer = loyalty::issuer(&pass_type, card);
    let meanings = loyalty::meanings(writer.connection(), &issuer)?;
    if pass_type.is_empty() && !meanings.is_empty() {
        // Whoever read the file did not know which card it is for, and whose words count.
        loyalty::read_again(writer, card)?;
    }
    let version = |pass: &Pass| {
        let view = pass.view(&locale, writer.now(), writer.zone());
        let loyalty = loyalty::find(pass, &view, &meanings);
        Version { view, loyalty }
    };
    let before = before.and_then(read).map(|pass| version(&pass));
    let after = version(&after);
    for balance in &after.loyalty.balances {
        history::observe(writer, card, balance)?;
    }
    let Some(before) = before else { return Ok(()) };
    for (what, tells) in changes(&before, &after).into_iter().take(MOST_LINES) {
        let line = add(writer, card, &what, Seen::Line)?;
        if tells && by == CameBy::Service {
            tell(writer, card, &what, line, &format!("change/{line}"))?;
        }
    }
    Ok(())
}

/// A version of a pass as its reader sees it.
struct Version {
    view: PassView,
    loyalty: Loyalty,
}

/// What changed, and whether the issuer wants it said.
fn changes(before: &Version, after: &Version) -> Vec<(Happening, bool)> {
    let mut lines = Vec::new();
    let mut said = BTreeMap::new();
    for change in before.view.changes(&after.view) {
        let field = name(&change, after).or_else(|| name(&change, before));
        let field = field.unwrap_or_else(|| change.key.clone());
        if is_offer(&field, before) || is_offer(&field, after) {
            // The offer itself is the news.
            said.insert(field, change.message);
            continue;
        }
        let tells = change.message.is_some();
        let balance = balance_change(&field, before, after);
        let FieldChange {
            label,
            before,
            after,
            message,
            ..
        } = change;
        lines.push((
            Happening::Field {
                field,
                label,
                before,
                after,
                message,
                balance,
            },
            tells,
        ));
    }
    let titles = |version: &Version| -> Vec<String> {
        version
            .loyalty
            .offers
            .iter()
            .map(|offer| offer.value.title.clone())
            .collect()
    };
    let (old, new) = (titles(before), titles(after));
    for offer in after
        .loyalty
        .offers
        .iter()
        .filter(|offer| !old.contains(&offer.value.title))
    {
        let message = said.remove(&offer.field).flatten();
        let tells = message.is_some();
        let Offer { title, until, .. } = offer.value.clone();
        lines.push((
            Happening::OfferCame {
                title,
                message,
                until,
            },
            tells,
        ));
    }
    for title in old.into_iter().filter(|title| !new.contains(title)) {
        lines.push((Happening::OfferWent { title }, false));
    }
    let codes = |view: &PassView| -> Vec<(String, String)> {
        let codes = view.barcodes.iter();
        codes
            .map(|code| (code.format.clone(), code.message.clone()))
            .collect()
    };
    if codes(&before.view) != codes(&after.view) {
        lines.push((Happening::Code, false));
    }
    if before.view.voided != after.view.voided {
        lines.push((
            Happening::Voided {
                on: after.view.voided,
            },
            false,
        ));
    }
    let (old, new) = (last_day(&before.view), last_day(&after.view));
    if old != new {
        lines.push((
            Happening::Validity {
                before: old,
                after: new,
            },
            false,
        ));
    }
    lines
}

/// The last day of a pass, on its issuer's clock.
fn last_day(view: &PassView) -> Option<NaiveDate> {
    view.expiration.as_ref().map(loyalty::issued)
}

/// The name of the field that changed.
fn name(change: &FieldChange, version: &Version) -> Option<String> {
    if !change.key.is_empty() {
        return Some(change.key.clone());
    }
    let mut fields = loyalty::names(&version.view)
        .into_iter()
        .zip(version.view.fields());
    let same = fields.find(|(_, field)| {
        field.section == change.section && field.key.is_empty() && field.label == change.label
    });
    same.map(|(name, _)| name)
}

fn is_offer(field: &str, version: &Version) -> bool {
    version
        .loyalty
        .offers
        .iter()
        .any(|offer| offer.field == field)
}

/// What a field counts: a balance, or stamps by the issuer's own word.
fn counted(field: &str, loyalty: &Loyalty) -> Option<Balance> {
    let balance = loyalty
        .balances
        .iter()
        .find(|balance| balance.field == field);
    if let Some(balance) = balance {
        return Some(balance.value.available.clone());
    }
    let Found { value, label, .. } = loyalty.stamps.iter().find(|card| card.field == field)?;
    let unit = label
        .clone()
        .unwrap_or_else(|| FieldMeaning::Stamps.name().to_owned());
    Some(Balance {
        amount: value.collected.into(),
        scale: 0,
        unit: Unit::Other(unit),
    })
}

fn balance_change(field: &str, before: &Version, after: &Version) -> Option<BalanceChange> {
    let after = counted(field, &after.loyalty)?;
    let before = counted(field, &before.loyalty).filter(|before| before.unit == after.unit);
    Some(BalanceChange { before, after })
}
