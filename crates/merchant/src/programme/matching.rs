//! Which lines of a purchase a rule is about.

use serde::Deserialize;

/// Lines that a rule is about. Nothing given: every line. Several given: any of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// Products by their name in the shop.
    #[serde(default)]
    pub products: Vec<String>,
    /// Categories.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Never these categories, whatever else is said.
    #[serde(default)]
    pub except: Vec<String>,
}

impl Match {
    /// Whether a line is meant.
    #[must_use]
    pub fn takes(&self, sku: Option<&str>, category: Option<&str>) -> bool {
        let named = |list: &[String], name: Option<&str>| {
            name.is_some_and(|name| list.iter().any(|entry| entry == name))
        };
        if named(&self.except, category) {
            return false;
        }
        self.is_all() || named(&self.products, sku) || named(&self.categories, category)
    }

    /// Whether every line is meant, exceptions apart.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.products.is_empty() && self.categories.is_empty()
    }
}
