//! The one number that matters on a card.

use kantis_api::dto::Headline;

use super::balance;

/// A headline in a word or two: `64 points`, `5 of 10 stamps`, `Gold`.
pub(crate) fn headline(headline: &Headline) -> String {
    match headline {
        Headline::Balance { balance: amount } | Headline::ShopBalance { balance: amount } => {
            balance(amount)
        }
        Headline::Stamps {
            collected,
            required,
        } => format!("{collected} of {required} stamps"),
        Headline::Tier { name } => name.clone(),
        Headline::Field { display, .. } => display.clone(),
    }
}
