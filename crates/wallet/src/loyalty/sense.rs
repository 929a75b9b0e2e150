//! What one field means: the shopper's word, the issuer's `semantics`, and then the rules.

use chrono::NaiveDate;
use kantis_pass::{FieldView, Section, Style};

use super::rules::RULES;
use super::value::{Sum, Value};
use super::{day, semantics, text};
use crate::domain::{Balance, FieldMeaning, OfferValue, StampCard, Unit, currency};

/// The longest text that may be an offer on the back of a pass.
const LONGEST_OFFER: usize = 300;
/// The longest name of a tier.
pub(super) const LONGEST_TIER: usize = 40;

/// What a field was found to be.
pub(super) enum Sense {
    /// A balance.
    Balance(Balance),
    /// Stamps.
    Stamps(StampCard),
    /// A tier, by name.
    Tier(String),
    /// An offer.
    Offer {
        /// What it gives.
        value: Option<OfferValue>,
    },
    /// Part of a balance ends.
    Ends {
        /// How much.
        amount: Option<Balance>,
        /// When.
        date: Option<NaiveDate>,
        /// It is points that end, not money.
        points: bool,
    },
    /// What a full stamp card gives.
    Reward(String),
}

impl Sense {
    /// The word for it; `None` for what has none of its own.
    pub(super) fn meaning(&self) -> Option<FieldMeaning> {
        Some(match self {
            Self::Balance(balance) if matches!(balance.unit, Unit::Currency(_)) => {
                FieldMeaning::Money
            }
            Self::Balance(_) => FieldMeaning::Points,
            Self::Stamps(_) => FieldMeaning::Stamps,
            Self::Tier(_) => FieldMeaning::Tier,
            Self::Offer { .. } => FieldMeaning::Offer,
            Self::Ends { .. } => FieldMeaning::Expiry,
            Self::Reward(_) => return None,
        })
    }
}

/// A field with what rules ask of it.
pub(super) struct Subject<'a> {
    pub(super) field: &'a FieldView,
    style: Style,
    /// Words of key and label.
    pub(super) words: Vec<String>,
    pub(super) value: Value,
    /// Currency of this field, or of another one of the pass.
    pass_currency: Option<&'a str>,
}

impl<'a> Subject<'a> {
    pub(super) fn new(field: &'a FieldView, style: Style, pass_currency: Option<&'a str>) -> Self {
        let mut words = text::key_words(&field.key);
        words.extend(text::words(field.label.as_deref().unwrap_or_default()));
        // A number in the label may be what a stamp card asks for; what is shown has its unit.
        let shown = if field.is_number {
            &field.value
        } else {
            &field.display
        };
        Self {
            field,
            style,
            words,
            value: Value::of(shown),
            pass_currency,
        }
    }

    /// What the issuer says for machines.
    pub(super) fn semantics(&self) -> Option<Sense> {
        semantics::sense(self.field.semantics.as_ref()?)
    }

    /// What the shopper says; `None` when the value does not fit it.
    pub(super) fn told(&self, meaning: FieldMeaning) -> Option<Sense> {
        let sum = || self.sum().or_else(|| self.value.any_sum());
        match meaning {
            FieldMeaning::Points => {
                let sum = sum()?;
                let unit = sum.counted.clone().map_or(Unit::Points, Unit::Other);
                sum.balance(unit).map(Sense::Balance)
            }
            FieldMeaning::Money => {
                let sum = sum()?;
                let pass = || {
                    self.pass_currency
                        .map(|code| Unit::Currency(code.to_owned()))
                };
                let unit = sum.money.clone().or_else(pass)?;
                sum.balance(unit).map(Sense::Balance)
            }
            FieldMeaning::Stamps => self.stamps(),
            FieldMeaning::Tier => self.name().map(Sense::Tier),
            FieldMeaning::Offer => self.says_something().then(|| self.offer()),
            FieldMeaning::Expiry => {
                let date = day::in_text(self.field.value.trim());
                let amount = match date {
                    Some(_) => None,
                    None => sum().and_then(|sum| self.counted(&sum)),
                };
                (date.is_some() || amount.is_some()).then(|| Sense::Ends {
                    amount,
                    date,
                    points: self.is_points(),
                })
            }
            FieldMeaning::Nothing => None,
        }
    }

    /// What the rules say.
    pub(super) fn ruled(&self) -> Option<Sense> {
        let known = matches!(
            self.style,
            Style::StoreCard | Style::Coupon | Style::Generic
        );
        if !known || self.field.value.trim().is_empty() {
            return None;
        }
        if self.ends() {
            return self.ending();
        }
        self.ruled_stamps()
            .or_else(|| self.ruled_balance())
            .or_else(|| self.ruled_tier())
            .or_else(|| self.ruled_offer())
            .or_else(|| self.ruled_reward())
    }

    /// The value as a sum with its unit.
    pub(super) fn sum(&self) -> Option<Sum> {
        let code = self.field.currency_code.as_deref();
        let code = code.filter(|code| currency::decimals(code).is_some());
        let money = code.map(|code| Unit::Currency(code.to_owned()));
        if self.field.is_number {
            return Sum::exact(&self.field.value, money);
        }
        let mut sum = self.value.sum()?;
        sum.money = money.or(sum.money);
        Some(sum)
    }

    pub(super) fn is_points(&self) -> bool {
        RULES.points.in_words(&self.words) && !RULES.not_points.in_words(&self.words)
    }

    /// The shop's own word for what it counts, as it writes it.
    pub(super) fn counted_word(&self) -> Option<String> {
        RULES.counted.find(&self.words)?;
        let label = self.field.label.as_deref()?;
        let word = label
            .split(|char: char| !char.is_alphanumeric())
            .find(|word| RULES.counted.in_words(&text::words(word)))?;
        Some(text::shortened(word, LONGEST_TIER))
    }

    fn is_other_number(&self) -> bool {
        RULES.not_balance.in_words(&self.words)
            || RULES.not_points.in_words(&self.words)
            || RULES.not_balance.in_words(&self.value.words)
    }

    /// The sum in points, in what the shop counts, or in money.
    pub(super) fn counted(&self, sum: &Sum) -> Option<Balance> {
        let unit = match (&sum.counted, &sum.money) {
            (Some(word), _) => Unit::Other(word.clone()),
            (None, Some(money)) => money.clone(),
            (None, None) if sum.points || self.is_points() => Unit::Points,
            (None, None) => Unit::Other(self.counted_word()?),
        };
        sum.balance(unit)
    }

    fn ruled_balance(&self) -> Option<Sense> {
        if self.is_other_number() {
            return None;
        }
        // "127/500": so many of what the next reward costs.
        if self.is_points()
            && let Some((some, _)) = self.value.of_many()
        {
            let sum = Sum::exact(&some.to_string(), None)?;
            return sum.balance(Unit::Points).map(Sense::Balance);
        }
        let sum = self.sum().filter(|sum| sum.clear)?;
        if sum.money.is_some() {
            let named = RULES.money.in_words(&self.words);
            let prominent = self.style == Style::StoreCard
                && self.field.currency_code.is_some()
                && matches!(self.field.section, Section::Header | Section::Primary)
                && !RULES.offer.in_words(&self.words);
            // A sum of money under the word "points" is what they are worth, or their price.
            if !named && (self.is_points() || !prominent) {
                return None;
            }
            return sum.balance(sum.money.clone()?).map(Sense::Balance);
        }
        let counted = sum.points
            || sum.counted.is_some()
            || self.is_points()
            || self.counted_word().is_some();
        counted.then(|| self.counted(&sum))?.map(Sense::Balance)
    }

    fn stamps(&self) -> Option<Sense> {
        let label = Value::of(self.field.label.as_deref().unwrap_or_default());
        let (collected, required) = self.value.stamps().or_else(|| {
            // "Stamps (of 10)": 3
            let some = self.value.sum()?.balance(Unit::Points)?;
            let all = label.sum().filter(|_| RULES.of.in_words(&label.words))?;
            let all = all.balance(Unit::Points)?;
            let (some, all) = (
                u32::try_from(some.amount).ok()?,
                u32::try_from(all.amount).ok()?,
            );
            ((2..=60).contains(&all) && some <= all).then_some((some, all))
        })?;
        Some(Sense::Stamps(StampCard {
            collected,
            required,
            reward: None,
        }))
    }

    fn ruled_stamps(&self) -> Option<Sense> {
        let named = RULES.stamps.in_words(&self.words) || RULES.stamps.in_words(&self.value.words);
        if !named && (RULES.not_stamps.in_words(&self.words) || self.is_points()) {
            return None;
        }
        let counter =
            RULES.counters.in_words(&self.words) || RULES.counters.in_words(&self.value.words);
        let prominent = self.style == Style::StoreCard
            && matches!(self.field.section, Section::Header | Section::Primary);
        let Some(Sense::Stamps(card)) = self.stamps() else {
            return None;
        };
        let likely = named || counter || prominent && (3..=30).contains(&card.required);
        likely.then_some(Sense::Stamps(card))
    }

    fn name(&self) -> Option<String> {
        let name = self.field.display.trim();
        let short = name.chars().count() <= LONGEST_TIER;
        let is_name = short && name.contains(char::is_alphabetic) && !is_address(name);
        is_name.then(|| name.to_owned())
    }

    fn ruled_tier(&self) -> Option<Sense> {
        let name = self.name()?;
        let words = &self.value.words;
        if words.len() > 4 || RULES.not_tier.in_words(&self.words) {
            return None;
        }
        let strong = RULES.tier.in_words(&self.words)
            && !RULES.not_tier.cover(words)
            && day::in_text(&name).is_none();
        let weak = RULES.tier_weak.in_words(&self.words)
            && RULES.tier_names.in_words(words)
            && !RULES.not_tier.in_words(words);
        (strong || weak).then_some(Sense::Tier(name))
    }

    fn says_something(&self) -> bool {
        let text = self.field.display.trim();
        !text.is_empty() && !is_address(text)
    }

    fn offer(&self) -> Sense {
        Sense::Offer {
            value: self.gives(),
        }
    }

    /// What the offer in this field gives.
    pub(super) fn gives(&self) -> Option<OfferValue> {
        if self.field.is_number
            && let Some(sum) = self.sum()
            && let Some(unit) = sum.money.clone()
        {
            let amount = sum.balance(unit)?;
            return (amount.amount > 0).then_some(OfferValue::Amount { amount });
        }
        Value::of(&self.field.display)
            .gives()
            .or_else(|| Value::of(&title(self.field)).gives())
    }

    fn ruled_offer(&self) -> Option<Sense> {
        // A coupon is an offer as a whole.
        if self.style == Style::Coupon
            || !RULES.offer.in_words(&self.words)
            || RULES.not_offer.in_words(&self.words)
            || self.says_none()
            || !self.says_something()
            || self.field.display.chars().count() > LONGEST_OFFER
            || day::in_text(&self.field.value).is_some()
        {
            return None;
        }
        let Sense::Offer { value } = self.offer() else {
            return None;
        };
        // "0 (tap here)", "3 offers": a count.
        let display = self.field.display.trim_start();
        let letters = display.chars().filter(|char| char.is_alphabetic()).count();
        let counts = display.starts_with(|char: char| char.is_ascii_digit())
            && (letters < 3 || self.is_count());
        (value.is_some() || letters >= 3 && !counts).then_some(Sense::Offer { value })
    }

    /// "None", "no offers at the moment".
    fn says_none(&self) -> bool {
        let words = &self.value.words;
        let first = words.get(..1).unwrap_or_default();
        RULES.no_offer.cover(words) || RULES.no_offer.cover(first) && RULES.offer.in_words(words)
    }

    fn is_count(&self) -> bool {
        let display = self.field.display.trim();
        let rest = display
            .trim_start_matches(|char: char| char.is_ascii_digit())
            .trim_start();
        rest.starts_with('(') || RULES.offer.cover(&text::words(rest))
    }

    fn ruled_reward(&self) -> Option<Sense> {
        let text = self.field.display.trim();
        let letters = text.chars().filter(|char| char.is_alphabetic()).count();
        let is_reward = RULES.rewards.in_words(&self.words)
            && !RULES.no_offer.cover(&self.value.words)
            && letters >= 3
            && text.chars().count() <= 80
            && !text.starts_with(|char: char| char.is_ascii_digit())
            && !is_address(text);
        is_reward.then(|| Sense::Reward(text.to_owned()))
    }
}

/// An offer's line: what the field shows, with its label where that alone says nothing.
pub(super) fn title(field: &FieldView) -> String {
    let display = field
        .display
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let letters = display.chars().filter(|char| char.is_alphabetic()).count();
    match field
        .label
        .as_deref()
        .map(str::trim)
        .filter(|label| !label.is_empty())
    {
        Some(label) if letters < 3 => format!("{display} {label}"),
        _ => display,
    }
}

fn is_address(text: &str) -> bool {
    let text = text.trim_start().to_ascii_lowercase();
    text.starts_with("http") || text.starts_with("www.") || text.contains("://")
}
