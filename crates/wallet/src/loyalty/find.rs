//! From fields to records.

use kantis_pass::{FieldView, Pass, PassView, Style};

use super::sense::{self, Sense, Subject};
use super::{FieldSense, Meanings, day, semantics, text};
use crate::domain::{
    FieldMeaning, Found, FoundBy, Loyalty, NextExpiry, Offer, OfferValue, ShopBalance, Tier, Unit,
};

/// Characters of an offer's line, and of the rest.
const LONGEST_TITLE: usize = 120;
const LONGEST_BODY: usize = 300;
/// Records of a kind: a pass has a few dozen fields, a made-up one may have thousands.
const MOST: usize = 20;

/// What was read of a pass.
pub(crate) struct Reading {
    /// The records.
    pub(crate) loyalty: Loyalty,
    /// What each field means, in the order of [`PassView::fields`].
    pub(crate) senses: Vec<FieldSense>,
}

/// The names of a pass's fields, in the order of [`PassView::fields`]: the key; for a field without
/// one, and for a later one with the same, its section and place in it.
pub(crate) fn names(view: &PassView) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    let mut seen = std::collections::BTreeSet::new();
    for field in view.fields() {
        let place = places.entry(field.section).or_insert(0_u32);
        let name = if field.key.is_empty() || !seen.insert(field.key.as_str()) {
            format!("{}/{place}", field.section.name())
        } else {
            field.key.clone()
        };
        *place += 1;
        names.push(name);
    }
    names
}

/// Reads a pass.
pub(crate) fn read(pass: &Pass, view: &PassView, meanings: &Meanings) -> Reading {
    let mut build = Build::default();
    let currency = view
        .fields()
        .find_map(|field| field.currency_code.as_deref());
    let mut senses = Vec::new();
    for (name, field) in names(view).into_iter().zip(view.fields()) {
        let subject = Subject::new(field, view.style, currency);
        let (sense, meaning, by) = judged(&subject, meanings.get(&name).copied());
        if let Some(sense) = sense {
            build.add(sense, &name, field, by);
        }
        senses.push(FieldSense {
            field: name,
            meaning,
            by,
        });
    }
    // The pass as a whole may carry them, too.
    if let Some(sense) = pass
        .data()
        .other
        .get("semantics")
        .and_then(semantics::sense)
    {
        build.whole(sense);
    }
    if view.style == Style::Coupon {
        build.coupon(view, currency);
    }
    Reading {
        loyalty: build.end(),
        senses,
    }
}

/// What a field means, and who says so.
fn judged(
    subject: &Subject<'_>,
    told: Option<FieldMeaning>,
) -> (Option<Sense>, Option<FieldMeaning>, FoundBy) {
    if let Some(meaning) = told {
        return (subject.told(meaning), Some(meaning), FoundBy::Shopper);
    }
    let (sense, by) = match subject.semantics() {
        Some(sense) => (Some(sense), FoundBy::Semantics),
        None => (subject.ruled(), FoundBy::Rule),
    };
    let meaning = sense.as_ref().and_then(Sense::meaning);
    (sense, meaning, by)
}

#[derive(Default)]
struct Build {
    loyalty: Loyalty,
    ends: Vec<End>,
    reward: Option<String>,
}

/// Part of a balance ends: what one field says of it.
struct End {
    amount: Option<crate::domain::Balance>,
    date: Option<chrono::NaiveDate>,
    points: bool,
}

impl Build {
    fn add(&mut self, sense: Sense, name: &str, field: &FieldView, by: FoundBy) {
        let loyalty = &mut self.loyalty;
        match sense {
            Sense::Balance(available) if loyalty.balances.len() < MOST => {
                let balance = ShopBalance {
                    available,
                    next_expiry: None,
                };
                loyalty.balances.push(found(balance, name, field, by));
            }
            Sense::Stamps(card) if loyalty.stamps.len() < MOST => {
                loyalty.stamps.push(found(card, name, field, by));
            }
            // The shopper's word wins over a guess that came first.
            Sense::Tier(word)
                if loyalty.tier.is_none()
                    || by == FoundBy::Shopper
                        && loyalty.tier.as_ref().is_some_and(|tier| tier.by != by) =>
            {
                loyalty.tier = Some(found(Tier { name: word }, name, field, by));
            }
            Sense::Offer { value } if loyalty.offers.len() < MOST => {
                let offer = field_offer(field, value);
                loyalty.offers.push(found(offer, name, field, by));
            }
            Sense::Ends {
                amount,
                date,
                points,
            } if self.ends.len() < MOST => {
                self.ends.push(End {
                    amount,
                    date,
                    points,
                });
            }
            Sense::Reward(text) => self.reward = self.reward.take().or(Some(text)),
            _ => {}
        }
    }

    /// What the pass says outside of its fields, where no field says it.
    fn whole(&mut self, sense: Sense) {
        let (field, label, by) = (String::new(), None, FoundBy::Semantics);
        match sense {
            Sense::Balance(available)
                if !self.loyalty.balances.iter().any(|known| {
                    known.value.available.unit == available.unit && known.by != FoundBy::Rule
                }) =>
            {
                // The issuer's own word replaces a guess about the same money.
                self.loyalty
                    .balances
                    .retain(|known| known.value.available != available);
                let value = ShopBalance {
                    available,
                    next_expiry: None,
                };
                self.loyalty.balances.insert(
                    0,
                    Found {
                        value,
                        field,
                        label,
                        by,
                    },
                );
            }
            Sense::Tier(name) if self.loyalty.tier.is_none() => {
                let value = Tier { name };
                self.loyalty.tier = Some(Found {
                    value,
                    field,
                    label,
                    by,
                });
            }
            _ => {}
        }
    }

    /// A coupon is an offer.
    fn coupon(&mut self, view: &PassView, currency: Option<&str>) {
        let shown = |fields: &'_ [FieldView]| {
            fields
                .iter()
                .position(|field| !field.display.trim().is_empty())
        };
        let field = shown(&view.primary)
            .and_then(|at| view.primary.get(at))
            .or_else(|| shown(&view.header).and_then(|at| view.header.get(at)));
        let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let description = said(&view.description);
        let title = field
            .map(sense::title)
            .or_else(|| description.clone())
            .or_else(|| said(&view.logo_text))
            .or_else(|| said(&view.organization_name));
        let Some(title) = title else { return };
        let value = field
            .and_then(|field| Subject::new(field, view.style, currency).gives())
            .or_else(|| {
                let words = description.as_deref()?;
                super::value::Value::of(words).gives()
            });
        let body = description
            .filter(|text| *text != title)
            .map(|text| text::shortened(text.trim(), LONGEST_BODY));
        let until = view
            .expiration
            .as_ref()
            .map(day::issued)
            .or_else(|| ends_in(view));
        let offer = Offer {
            title: text::shortened(&title, LONGEST_TITLE),
            body,
            value,
            until,
        };
        self.loyalty.offers.insert(
            0,
            Found {
                value: offer,
                field: String::new(),
                label: field.and_then(|field| field.label.clone()),
                by: FoundBy::Rule,
            },
        );
    }

    /// Puts together what several fields say of one thing.
    fn end(mut self) -> Loyalty {
        // One field may say when, and another how much.
        let amount = |end: &End| end.amount.clone();
        let counted = self.ends.iter().find(|end| end.date.is_none());
        let dated = self.ends.iter().find(|end| end.date.is_some());
        if let Some(end) = dated
            && let Some(date) = end.date
        {
            let amount = amount(end).or_else(|| counted.and_then(amount));
            let balances = &mut self.loyalty.balances;
            let is_meant = |unit: &Unit| match &amount {
                Some(amount) => amount.unit == *unit,
                None => !(end.points && matches!(unit, Unit::Currency(_))),
            };
            let meant = balances
                .iter_mut()
                .find(|known| is_meant(&known.value.available.unit));
            if let Some(balance) = meant {
                balance.value.next_expiry = Some(NextExpiry { amount, date });
            }
        }
        if let Some(card) = self.loyalty.stamps.first_mut() {
            card.value.reward = self.reward;
        }
        self.loyalty
    }
}

fn found<T>(value: T, name: &str, field: &FieldView, by: FoundBy) -> Found<T> {
    let label = field.label.clone().filter(|label| !label.trim().is_empty());
    Found {
        value,
        field: name.to_owned(),
        label: label.map(|label| text::shortened(&label, LONGEST_TITLE)),
        by,
    }
}

/// An offer in one field: its first line or sentence, and the rest.
fn field_offer(field: &FieldView, value: Option<OfferValue>) -> Offer {
    let shown = field.display.trim();
    let cut = shown.find('\n').or_else(|| {
        let long = shown.chars().count() > LONGEST_TITLE;
        long.then(|| shown.find(". ").map(|at| at + 1)).flatten()
    });
    let (head, rest) = cut
        .and_then(|at| shown.split_at_checked(at))
        .unwrap_or((shown, ""));
    let title = if rest.is_empty() {
        sense::title(field)
    } else {
        head.trim().to_owned()
    };
    let rest = rest.trim();
    Offer {
        title: text::shortened(&title, LONGEST_TITLE),
        body: (!rest.is_empty()).then(|| text::shortened(rest, LONGEST_BODY)),
        value,
        until: None,
    }
}

/// The day on which a coupon ends, as a field says it.
fn ends_in(view: &PassView) -> Option<chrono::NaiveDate> {
    view.fields().find_map(|field| {
        let mut words = text::key_words(&field.key);
        words.extend(text::words(field.label.as_deref().unwrap_or_default()));
        super::rules::RULES.expiry.in_words(&words).then_some(())?;
        day::in_text(field.value.trim()).or_else(|| day::in_text(field.display.trim()))
    })
}
