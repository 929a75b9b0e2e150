//! Campaigns: more points for a while.

use chrono::Datelike as _;
use uuid::Uuid;

use super::points::{Boost, Extra};
use super::{EngineError, Work, tiers};
use crate::programme::Campaign;
use crate::records::{MemberRecord, SaleLine, SaleRecord};

/// What the campaigns of the day put on top of a purchase.
///
/// # Errors
/// When the database fails.
pub fn boost(
    work: &Work<'_>,
    member: &MemberRecord,
    sale: &SaleRecord,
) -> Result<Boost, EngineError> {
    let mut boost = Boost {
        lines: vec![Vec::new(); sale.lines.len()],
        flat: Vec::new(),
    };
    for campaign in &work.programme.campaigns {
        if !runs(work, campaign, sale) || !takes_part(work, member, campaign)? {
            continue;
        }
        let percent = campaign.points_percent.saturating_sub(100);
        let mut fits = false;
        for (line, extras) in sale.lines.iter().zip(&mut boost.lines) {
            if !takes(campaign, line) {
                continue;
            }
            fits = true;
            if percent > 0 {
                extras.push(Extra {
                    reason: reason(campaign),
                    percent,
                });
            }
        }
        if fits && campaign.points > 0 {
            boost.flat.push((reason(campaign), campaign.points));
        }
    }
    Ok(boost)
}

/// Notes who took part in campaigns that are for the first so many.
///
/// # Errors
/// When the database fails.
pub fn took_part(
    work: &mut Work<'_>,
    member: &MemberRecord,
    sale: &SaleRecord,
    boost: &Boost,
) -> Result<(), EngineError> {
    let programme = work.programme;
    for campaign in &programme.campaigns {
        let reason = reason(campaign);
        let had = boost.flat.iter().any(|(of, _)| *of == reason)
            || boost.lines.iter().flatten().any(|of| of.reason == reason);
        if campaign.first.is_some() && had {
            work.tx
                .take_place(&campaign.id, member.id, sale.id, sale.at)?;
        }
    }
    Ok(())
}

/// A whole purchase came back: its places are free for others.
///
/// # Errors
/// When the database fails.
pub fn returned(work: &mut Work<'_>, member: Uuid, purchase: Uuid) -> Result<(), EngineError> {
    Ok(work.tx.leave_places(member, purchase)?)
}

/// As the ledger says it.
fn reason(campaign: &Campaign) -> String {
    format!("campaign:{}", campaign.id)
}

/// Whether it is on for this purchase, whoever buys.
fn runs(work: &Work<'_>, campaign: &Campaign, sale: &SaleRecord) -> bool {
    let day = work.day(sale.at);
    let of_week = campaign.weekdays.is_empty() || campaign.weekdays.contains(&day.weekday());
    let enough = campaign
        .minimum_basket
        .is_none_or(|least| sale.total >= least.0);
    (campaign.from..=campaign.until).contains(&day) && of_week && enough
}

/// Whether it is for this member, and a place is free where places are counted.
fn takes_part(
    work: &Work<'_>,
    member: &MemberRecord,
    campaign: &Campaign,
) -> Result<bool, EngineError> {
    if let Some(tier) = &campaign.tier
        && !tiers::at_least(work, member.id, tier)?
    {
        return Ok(false);
    }
    let Some(first) = campaign.first else {
        return Ok(true);
    };
    Ok(!work.tx.in_campaign(&campaign.id, member.id)?
        && work.tx.campaign_places(&campaign.id)? < first)
}

/// Whether a line was paid and is meant.
fn takes(campaign: &Campaign, line: &SaleLine) -> bool {
    line.total > 0
        && campaign
            .on
            .takes(line.sku.as_deref(), line.category.as_deref())
}
