//! Ledger lines and receipts on their way out.

use chrono::NaiveDate;
use kantis_protocol::{self as protocol, EntryKind, EntryState, Money};
use kantis_wallet::{CardId, ReceiptFormat, ShopRecords, Warranty, WholeReceipt};
use uuid::Uuid;

use super::amount::{Units, money};
use crate::convert::{self, date, id_of, instant};
use crate::dto;
use crate::{Api, ApiError, Code, Event};

impl Api {
    pub(crate) fn receipt(&self, request: dto::ReceiptRequest) -> Result<dto::Receipt, ApiError> {
        let card: CardId = id_of(&request.card)?;
        let id: Uuid = id_of(&request.id)?;
        let wallet = self.wallet()?;
        let title = wallet.card(card).map_err(convert::error)?.content.title;
        // The shop may have gone, and the receipt been kept.
        let records = wallet.shop_records(card).map_err(convert::error)?;
        let whole = wallet.whole_receipt(card, id).map_err(convert::error)?;
        let whole = whole.ok_or_else(|| ApiError::new(Code::NotFound))?;
        Ok(receipt_out(title, &whole, records.as_ref()))
    }

    pub(crate) fn receipt_keep(&self, request: dto::ReceiptKeep) -> Result<dto::Nothing, ApiError> {
        let (card, id) = (id_of(&request.card)?, id_of(&request.id)?);
        let kept = self.wallet()?.keep_receipt(card, id, request.on);
        kept.map_err(convert::error)?;
        self.tell(Event::ActivityChanged);
        Ok(dto::Nothing {})
    }

    pub(crate) fn warranty(&self, request: dto::WarrantyChange) -> Result<dto::Nothing, ApiError> {
        let (card, id) = (id_of(&request.card)?, id_of(&request.id)?);
        let dto::Warranty {
            line,
            title,
            note,
            until,
            remind,
        } = request.warranty;
        let day = |text: Option<String>| {
            let day = convert::plain(text).map(|text| text.parse::<NaiveDate>());
            day.transpose()
                .map_err(|_| ApiError::new(Code::BadRequest).with("what", "date"))
        };
        let warranty = Warranty {
            line,
            title,
            note,
            until: day(until)?,
            remind: day(remind)?,
        };
        let noted = self.wallet()?.set_warranty(card, id, &warranty);
        noted.map_err(convert::error)?;
        self.tell(Event::ActivityChanged);
        self.nudge_engine();
        Ok(dto::Nothing {})
    }

    pub(crate) fn receipt_save(
        &self,
        request: dto::ReceiptSave,
    ) -> Result<dto::ExportedFile, ApiError> {
        let (card, id) = (id_of(&request.card)?, id_of(&request.id)?);
        let format = match request.format {
            dto::ReceiptFormat::Page => ReceiptFormat::Page,
            dto::ReceiptFormat::Record => ReceiptFormat::Record,
        };
        let file = self.wallet()?.receipt_file(card, id, format);
        Ok(self.keep_export(file.map_err(convert::error)?))
    }
}

pub(super) fn ledger_out(entry: &protocol::LedgerEntry, units: &Units<'_>) -> dto::LedgerLine {
    dto::LedgerLine {
        id: entry.id.to_string(),
        kind: match entry.kind {
            EntryKind::Earn => dto::LedgerKind::Earn,
            EntryKind::Promo => dto::LedgerKind::Promo,
            EntryKind::Redeem => dto::LedgerKind::Redeem,
            EntryKind::Reserve => dto::LedgerKind::Reserve,
            EntryKind::Release => dto::LedgerKind::Release,
            EntryKind::Refund => dto::LedgerKind::Refund,
            EntryKind::Expire => dto::LedgerKind::Expire,
            EntryKind::Adjust => dto::LedgerKind::Adjust,
            EntryKind::Transfer => dto::LedgerKind::Transfer,
            EntryKind::Unknown => dto::LedgerKind::Unknown,
        },
        amount: units.points(entry.amount),
        state: match entry.state {
            EntryState::Pending => dto::LedgerState::Pending,
            EntryState::Posted => dto::LedgerState::Posted,
            EntryState::Cancelled => dto::LedgerState::Cancelled,
            EntryState::Unknown => dto::LedgerState::Unknown,
        },
        at: instant(entry.occurred),
        effective_at: entry.effective.map(instant),
        expires_on: entry.expires.map(date),
        receipt: entry.receipt.map(|id| id.to_string()),
        reason: entry.reason.clone(),
    }
}

pub(super) fn tile_out(receipt: &protocol::Receipt, units: &Units<'_>) -> dto::ReceiptTile {
    let saved = receipt.effects.saved;
    dto::ReceiptTile {
        id: receipt.id.to_string(),
        number: receipt.number.clone(),
        place: receipt.place.clone(),
        at: instant(receipt.issued),
        total: money(receipt.total),
        is_return: receipt.returns.is_some(),
        points: units.some_points(receipt.effects.points),
        saved: (saved != 0).then(|| {
            money(Money {
                minor: saved,
                currency: receipt.total.currency,
            })
        }),
    }
}

fn receipt_out(
    card_title: String,
    whole: &WholeReceipt,
    records: Option<&ShopRecords>,
) -> dto::Receipt {
    let receipt = &whole.receipt;
    let units = Units {
        points: whole.unit.as_ref(),
        money: None,
    };
    let effects = &receipt.effects;
    let stamped = |effect: &protocol::StampEffect| {
        let cards = records.map(|records| records.stamp_cards.as_slice());
        let mut cards = cards.unwrap_or_default().iter();
        let known = cards.find(|card| card.id == effect.card);
        dto::StampedLine {
            title: known.map_or_else(|| effect.card.clone(), |card| card.title.clone()),
            stamps: effect.stamps,
            completed: effect.completed,
        }
    };
    let entries = whole.entries.iter();
    let warranty = |warranty: &Warranty| dto::Warranty {
        line: warranty.line,
        title: warranty.title.clone(),
        note: warranty.note.clone(),
        until: warranty.until.map(date),
        remind: warranty.remind.map(date),
    };
    dto::Receipt {
        card: whole.card.to_string(),
        card_title,
        tile: tile_out(receipt, &units),
        seller: dto::Seller {
            name: receipt.seller.name.clone(),
            vat_id: receipt.seller.vat_id.clone(),
            address: receipt.seller.address.clone(),
        },
        returns: receipt.returns.map(|id| id.to_string()),
        lines: receipt.lines.iter().map(line_out).collect(),
        vat: receipt.vat.iter().map(vat_out).collect(),
        payments: receipt.payments.iter().map(payment_out).collect(),
        points_pending: units.some_points(effects.points_pending),
        points_spent: units.some_points(effects.points_spent),
        stamps: effects.stamps.iter().map(stamped).collect(),
        tier: effects.tier.as_ref().map(|tier| tier_name(tier, records)),
        entries: entries.map(|entry| ledger_out(entry, &units)).collect(),
        warranties: whole.warranties.iter().map(warranty).collect(),
        kept: whole.kept,
    }
}

/// What a tier is called now, where the programme still has it.
fn tier_name(tier: &str, records: Option<&ShopRecords>) -> String {
    let programme = records.and_then(|records| records.programme.as_ref());
    let step = programme.and_then(|programme| {
        let mut tiers = programme.tiers.iter();
        tiers.find(|step| step.id == tier)
    });
    step.map_or_else(|| tier.to_owned(), |step| step.name.clone())
}

fn line_out(line: &protocol::ReceiptLine) -> dto::BoughtLine {
    dto::BoughtLine {
        line: line.line,
        name: line.name.clone(),
        sku: line.sku.clone(),
        thousandths: line.quantity,
        unit_price: money(line.unit_price),
        discount: (line.discount.minor != 0).then(|| money(line.discount)),
        discount_reason: line.discount_reason.clone(),
        total: money(line.total),
        vat_rate: line.vat_rate,
    }
}

fn vat_out(sum: &protocol::VatSum) -> dto::VatLine {
    let gross = Money {
        minor: sum.net.minor.saturating_add(sum.vat.minor),
        currency: sum.net.currency,
    };
    dto::VatLine {
        rate: sum.rate,
        net: money(sum.net),
        vat: money(sum.vat),
        gross: money(gross),
    }
}

fn payment_out(payment: &protocol::Payment) -> dto::PaidLine {
    dto::PaidLine {
        means: match payment.means.as_str() {
            "card" => dto::PaymentMeans::Card,
            "cash" => dto::PaymentMeans::Cash,
            "invoice" => dto::PaymentMeans::Invoice,
            "gift_card" => dto::PaymentMeans::GiftCard,
            _ => dto::PaymentMeans::Other,
        },
        amount: money(payment.amount),
        masked: payment.masked.clone(),
    }
}
