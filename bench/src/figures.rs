//! What is stated rather than compared: amounts under names, each beside something to judge it by.

use serde_json::{Map, Value, json};

/// One amount.
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) amount: f64,
    /// The most that it may be; `None` where nothing is promised.
    pub(crate) aim: Option<f64>,
}

impl Figure {
    /// One that nothing is promised for.
    pub(crate) fn new(name: impl Into<String>, amount: f64) -> Self {
        Self {
            name: name.into(),
            amount,
            aim: None,
        }
    }

    fn missed(&self) -> bool {
        self.aim.is_some_and(|aim| self.amount > aim)
    }
}

/// Amounts of one unit that belong together.
pub(crate) struct Figures {
    /// What they are amounts of.
    pub(crate) name: &'static str,
    /// In what they are counted.
    pub(crate) unit: &'static str,
    /// Digits behind the point that mean something.
    pub(crate) digits: usize,
    pub(crate) figures: Vec<Figure>,
}

impl Figures {
    /// Whether one is more than promised.
    pub(crate) fn missed(&self) -> bool {
        self.figures.iter().any(Figure::missed)
    }

    /// A table.
    pub(crate) fn table(&self) -> String {
        let head = format!("{:<64} {:>14}   aim", self.name, self.unit);
        let line = |figure: &Figure| {
            let aim = figure.aim.map_or("–".to_owned(), |aim| aim.to_string());
            let missed = if figure.missed() { "  missed" } else { "" };
            let (name, amount, digits) = (&figure.name, figure.amount, self.digits);
            format!("{name:<64} {amount:>14.digits$} {aim:>5}{missed}")
        };
        let lines = self.figures.iter().map(line);
        std::iter::once(head)
            .chain(lines)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The same for programs.
    pub(crate) fn json(&self) -> Value {
        let figure = |figure: &Figure| {
            json!({
                "name": figure.name.trim(),
                "amount": figure.amount,
                "aim": figure.aim,
                "met": figure.aim.map(|_| !figure.missed()),
            })
        };
        let mut all = Map::new();
        all.insert("name".to_owned(), json!(self.name));
        all.insert("unit".to_owned(), json!(self.unit));
        let figures: Vec<Value> = self.figures.iter().map(figure).collect();
        all.insert("figures".to_owned(), json!(figures));
        Value::Object(all)
    }
}
