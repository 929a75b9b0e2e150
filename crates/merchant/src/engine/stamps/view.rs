//! Stamp cards as members see them.

use chrono::Days;
use kantis_protocol as wire;

use super::wearing;
use crate::engine::perks::WORDS;
use crate::engine::{EngineError, Work, perks};
use crate::programme::StampCardRule;
use crate::records::MemberRecord;

/// One card.
///
/// # Errors
/// When the database fails.
pub fn view(
    work: &Work<'_>,
    member: &MemberRecord,
    card: &str,
) -> Result<Option<wire::StampCard>, EngineError> {
    work.programme
        .stamp_card(card)
        .map(|rule| shown(work, member, rule))
        .transpose()
}

/// All of a member's cards, in the programme's order.
///
/// # Errors
/// When the database fails.
pub fn cards(work: &Work<'_>, member: &MemberRecord) -> Result<Vec<wire::StampCard>, EngineError> {
    work.programme
        .stamp_cards
        .iter()
        .map(|rule| shown(work, member, rule))
        .collect()
}

fn shown(
    work: &Work<'_>,
    member: &MemberRecord,
    card: &StampCardRule,
) -> Result<wire::StampCard, EngineError> {
    let language = &member.language;
    let stamps = wearing::on_card(work, member.id, card)?;
    let expires = stamps
        .first()
        .zip(card.expires_days)
        .and_then(|(oldest, days)| work.day(oldest.at).checked_add_days(Days::new(days.into())));
    Ok(wire::StampCard {
        id: card.id.clone(),
        title: card.title.say(language).to_owned(),
        collected: stamps.iter().map(|stamps| stamps.left).sum(),
        required: card.buy,
        completed: work.tx.fill_count(member.id, &card.id)?,
        reward: card.reward.title.say(language).to_owned(),
        earns: earns(work, card, language),
        expires,
        last: work.tx.last_stamp(member.id, &card.id)?,
    })
}

/// What gives a stamp, in words.
fn earns(work: &Work<'_>, card: &StampCardRule, language: &str) -> String {
    let goods = perks::goods(work.programme, &card.on, language);
    let name = match (card.once_a_purchase, &goods) {
        (false, None) => "stamp.piece",
        (false, Some(_)) => "stamp.piece_of",
        (true, None) => "stamp.purchase",
        (true, Some(_)) => "stamp.purchase_of",
    };
    let goods = goods.unwrap_or_default();
    let mut said = WORDS.say(language, name, &[("goods", &goods)]);
    if let Some(least) = card.minimum_basket {
        let amount = perks::money(work.programme, least.0, language);
        said.push(' ');
        said.push_str(&WORDS.say(language, "stamp.minimum", &[("amount", &amount)]));
    }
    said
}
