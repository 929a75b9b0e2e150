//! The statements that purchases really run, with the values they had.

use std::sync::{Arc, Mutex};

use kantis_merchant::store::sqlite::SqliteStore;
use rusqlite::Connection;
use rusqlite::types::Value;

/// A statement with its values, by the parameter's name or number.
pub(super) struct Statement {
    sql: String,
    values: Vec<(Parameter, Value)>,
}

enum Parameter {
    At(usize),
    Named(String),
}

/// What is listened to.
#[derive(Clone, Default)]
pub(super) struct Recorder(Arc<Mutex<Option<Vec<Statement>>>>);

impl Recorder {
    /// Listens to a store's writer.
    pub(super) fn listen(&self, store: &SqliteStore) {
        let heard = Arc::clone(&self.0);
        store
            .trace(move |sql, told| {
                if let Some(statements) = &mut *heard.lock().unwrap() {
                    statements.push(Statement {
                        sql: sql.to_owned(),
                        values: values(sql, told),
                    });
                }
            })
            .unwrap();
    }

    /// Writes down from now on.
    pub(super) fn begin(&self) {
        *self.0.lock().unwrap() = Some(Vec::new());
    }

    /// What was written down, a list for each transaction.
    pub(super) fn end(&self) -> Vec<Vec<Statement>> {
        let all = self.0.lock().unwrap().take().unwrap();
        let mut transactions = Vec::new();
        let mut open = Vec::new();
        for statement in all {
            match statement.sql.as_str() {
                "BEGIN IMMEDIATE" => open.clear(),
                "COMMIT" => transactions.push(std::mem::take(&mut open)),
                _ => open.push(statement),
            }
        }
        transactions
    }
}

impl Statement {
    /// Runs it again; every row is read.
    pub(super) fn run(&self, connection: &Connection) -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached(&self.sql)?;
        for (parameter, value) in &self.values {
            let at = match parameter {
                Parameter::At(at) => *at,
                Parameter::Named(name) => statement.parameter_index(name)?.unwrap(),
            };
            statement.raw_bind_parameter(at, value)?;
        }
        let columns = statement.column_count();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                std::hint::black_box(row.get::<_, Value>(column)?);
            }
        }
        Ok(())
    }
}

/// The values of a statement: what stands in `told` where `sql` has a parameter. SQLite leaves all
/// else as it is.
fn values(sql: &str, told: &str) -> Vec<(Parameter, Value)> {
    let (mut sql, mut told) = (sql, told);
    let (mut found, mut last) = (Vec::new(), 0);
    while let Some(at) = sql.find(['?', ':']) {
        told = told.get(at..).unwrap();
        let rest = sql.get(at..).unwrap();
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let length = rest.get(1..).unwrap().find(|c| !word(c));
        let name = rest
            .get(..length.map_or(rest.len(), |length| length + 1))
            .unwrap();
        let parameter = if name.starts_with(':') {
            Parameter::Named(name.to_owned())
        } else {
            last = name.get(1..).unwrap().parse().unwrap_or(last + 1);
            Parameter::At(last)
        };
        let (value, taken) = value(told);
        found.push((parameter, value));
        sql = rest.get(name.len()..).unwrap();
        told = told.get(taken..).unwrap();
    }
    found
}

/// The literal at the beginning of a text, and how long it is.
fn value(told: &str) -> (Value, usize) {
    if told.starts_with("NULL") {
        return (Value::Null, 4);
    }
    if let Some(text) = told.strip_prefix('\'') {
        // A quote within is doubled.
        let mut end = 0;
        loop {
            end += text.get(end..).unwrap().find('\'').unwrap();
            if !text.get(end + 1..).unwrap().starts_with('\'') {
                break;
            }
            end += 2;
        }
        let value = text.get(..end).unwrap().replace("''", "'");
        return (Value::Text(value), end + 2);
    }
    if let Some(hex) = told.strip_prefix("x'") {
        let end = hex.find('\'').unwrap();
        let bytes = (0..end)
            .step_by(2)
            .map(|at| u8::from_str_radix(hex.get(at..at + 2).unwrap(), 16).unwrap())
            .collect();
        return (Value::Blob(bytes), end + 3);
    }
    let number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
    let end = told.find(|c| !number(c)).unwrap_or(told.len());
    let text = told.get(..end).unwrap();
    let value = text
        .parse()
        .map_or_else(|_| Value::Real(text.parse().unwrap()), Value::Integer);
    (value, end)
}
