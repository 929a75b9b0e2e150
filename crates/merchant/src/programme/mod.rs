//! The programme: one TOML file that its owner can read, as types.
//!
//! What may stand in the file is said here and in `docs/programme.md`. A file is taken only when it
//! is whole and right: [`Programme::read`] names the line of every fault, [`advice()`] says where a
//! rule is allowed but defeats itself.

mod advice;
mod campaign;
mod check;
mod consent;
mod day;
mod explain;
mod fault;
mod identity;
mod matching;
mod money;
mod offer;
mod points;
mod product;
mod read;
mod reward;
pub(crate) mod say;
mod source;
mod stamp_card;
mod text;
mod tiers;

pub use advice::{Advice, advice, check};
pub use campaign::{Campaign, Challenge, Counts, Draw, DrawPrize, Prize, Ticket};
pub use consent::ConsentWords;
pub use explain::{how, public_view};
pub use fault::{Fault, Faults};
pub use identity::{CodeRules, Identity, SellerDetails};
pub use matching::Match;
pub use money::{Amount, Percent};
pub use offer::{OfferRule, When};
pub use points::{EarnRule, Every, Expiry, Points, Round};
pub use product::{Category, Product};
pub use reward::{RewardRule, Worth};
pub use stamp_card::{Bonus, FullCard, StampCardRule};
pub use text::Text;
pub use tiers::{TierRule, Tiers, Window};

/// A whole programme. Every part but the first two may be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// Who runs it, in which currency and time zone.
    pub programme: Identity,
    /// Who stands on receipts.
    pub seller: SellerDetails,
    /// What codes may do.
    pub codes: CodeRules,
    /// Points.
    pub points: Option<Points>,
    /// Tiers.
    pub tiers: Option<Tiers>,
    /// Stamp cards.
    pub stamp_cards: Vec<StampCardRule>,
    /// What points buy.
    pub rewards: Vec<RewardRule>,
    /// Offers: for everybody, or made from a member's history.
    pub offers: Vec<OfferRule>,
    /// More points for a while.
    pub campaigns: Vec<Campaign>,
    /// What members may join.
    pub challenges: Vec<Challenge>,
    /// Prize draws.
    pub draws: Vec<Draw>,
    /// What members are asked for, and in which words.
    pub consents: Vec<ConsentWords>,
    /// What categories are called.
    pub categories: Vec<Category>,
    /// What the till page offers.
    pub products: Vec<Product>,
}

impl Programme {
    /// Reads a programme and checks that it is whole and right.
    ///
    /// # Errors
    /// Every fault that was found, each with its line; at most a hundred.
    pub fn read(toml: &str) -> Result<Self, Faults> {
        read::read(toml).map(|(programme, _)| programme)
    }

    /// The reward of this name.
    #[must_use]
    pub fn reward(&self, id: &str) -> Option<&RewardRule> {
        self.rewards.iter().find(|reward| reward.id == id)
    }

    /// The stamp card of this name.
    #[must_use]
    pub fn stamp_card(&self, id: &str) -> Option<&StampCardRule> {
        self.stamp_cards.iter().find(|card| card.id == id)
    }

    /// The product of this name.
    #[must_use]
    pub fn product(&self, sku: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.sku == sku)
    }

    /// What the shop's first till is called, in the shop's own language: `Kassa 1`.
    #[must_use]
    pub fn first_till(&self) -> String {
        let own = self.programme.languages.first();
        say::WORDS.say(own.map_or("en", String::as_str), "first_till", &[])
    }

    /// What a category is called in this language; its id where nothing was written.
    #[must_use]
    pub fn category_name<'a>(&'a self, id: &'a str, language: &str) -> &'a str {
        self.categories
            .iter()
            .find(|category| category.id == id)
            .map_or(id, |category| category.name.say(language))
    }
}
