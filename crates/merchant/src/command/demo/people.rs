//! Made-up members, and how each of them shops.

use kantis_merchant::programme::Product;

use super::chance::Chance;

const FIRST: &[&str] = &[
    "Aino", "Eino", "Helmi", "Onni", "Venla", "Leo", "Lilja", "Väinö", "Saga", "Elias", "Ellen",
    "Oliver", "Linnea", "Emil", "Olivia", "Hugo", "Sofia", "Eeli", "Isla", "Noel", "Amira",
    "Daniel", "Mai", "Yusuf",
];
const LAST: &[&str] = &[
    "Korhonen",
    "Virtanen",
    "Mäkinen",
    "Nieminen",
    "Mäkelä",
    "Hämäläinen",
    "Laine",
    "Heikkinen",
    "Koskinen",
    "Järvinen",
    "Lehtonen",
    "Lindström",
    "Nyberg",
    "Salonen",
    "Turunen",
    "Nguyen",
    "Ali",
    "Ivanova",
];

/// A made-up member.
pub(super) struct Person {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) language: String,
    pub(super) birthday: String,
    /// Day of the past on which they join.
    pub(super) joins: u32,
    /// Days between two visits, about.
    every: u32,
    /// Day of the past after which they stay away.
    leaves: Option<u32>,
    /// Categories they never buy.
    never: Vec<String>,
    /// What they buy most often.
    favourites: Vec<String>,
    pub(super) profiling: bool,
    pub(super) newsletter: bool,
}

impl Person {
    /// Somebody, the same for the same chance.
    pub(super) fn make(
        chance: &mut Chance,
        number: u32,
        days: u32,
        languages: &[String],
        products: &[Product],
    ) -> Self {
        let first = chance.one(FIRST).copied().unwrap_or_default();
        let last = chance.one(LAST).copied().unwrap_or_default();
        let mut categories: Vec<_> = products
            .iter()
            .filter_map(|product| product.category.clone())
            .collect();
        categories.sort();
        categories.dedup();
        let every = [2, 4, 7, 7, 10, 14, 30]
            .get(number as usize % 7)
            .copied()
            .unwrap_or(7);
        Self {
            name: format!("{first} {last}"),
            // A domain that never has mail (RFC 2606).
            email: format!("jasen{number}@example.com"),
            language: chance.one(languages).cloned().unwrap_or_default(),
            birthday: format!("--{:02}-{:02}", 1 + chance.below(12), 1 + chance.below(28)),
            joins: chance.below(days * 2 / 3 + 1),
            every,
            leaves: chance
                .percent(15)
                .then(|| days / 2 + chance.below(days / 3 + 1)),
            never: if chance.percent(25) {
                chance.one(&categories).cloned().into_iter().collect()
            } else {
                Vec::new()
            },
            favourites: (0..3)
                .filter_map(|_| chance.one(products).map(|product| product.sku.clone()))
                .collect(),
            profiling: chance.percent(60),
            newsletter: chance.percent(50),
        }
    }

    /// Whether they come on this day.
    pub(super) fn comes(&self, chance: &mut Chance, day: u32) -> bool {
        day >= self.joins
            && self.leaves.is_none_or(|leaves| day < leaves)
            && chance.below(self.every) == 0
    }

    /// What they put into the basket: products and pieces.
    pub(super) fn shops<'a>(
        &self,
        chance: &mut Chance,
        products: &'a [Product],
        most: u32,
    ) -> Vec<(&'a Product, u32)> {
        let mut basket: Vec<(&Product, u32)> = Vec::new();
        for _ in 0..=chance.below(most) {
            let product = if chance.percent(40) {
                chance
                    .one(&self.favourites)
                    .and_then(|sku| products.iter().find(|product| product.sku == *sku))
            } else {
                chance.one(products)
            };
            let Some(product) = product else { continue };
            let avoided = product
                .category
                .as_ref()
                .is_some_and(|category| self.never.contains(category));
            if !avoided && !basket.iter().any(|(there, _)| there.sku == product.sku) {
                basket.push((product, 1 + chance.below(4) / 3));
            }
        }
        basket
    }
}
