//! What the value of a field is made of: sums and stamps.

use super::number::{self, Number};
use super::rules::RULES;
use super::text;
use crate::domain::{Balance, Unit, currency};

/// Texts longer than this are no value.
const LONGEST: usize = 200;
/// Stamps of a card.
const MOST_STAMPS: u32 = 60;

/// A value taken apart.
pub(super) struct Value {
    pub(super) pieces: Vec<Piece>,
    /// Folded words, in order.
    pub(super) words: Vec<String>,
    raw_words: Vec<String>,
}

/// A part of a value.
pub(super) enum Piece {
    /// Digits with what stands between them.
    Run(String),
    /// A word, by its place among the words.
    Word(usize),
    /// Anything else that is no space.
    Sign(char),
}

/// Digits, and how they are to be read.
enum Digits {
    /// A number of `pass.json`: a point is a decimal point.
    Exact(Number),
    /// Text: what a separator means depends on what is counted.
    Written(String),
}

/// A sum in a value.
pub(super) struct Sum {
    digits: Digits,
    /// A minus stands before it.
    pub(super) negative: bool,
    /// ISO 4217, or a word of money that several countries use.
    pub(super) money: Option<Unit>,
    /// The word of what is counted like points, as written.
    pub(super) counted: Option<String>,
    /// The value itself says that it counts points.
    pub(super) points: bool,
    /// Nothing else stands in the value, or the unit stands right behind the number.
    pub(super) clear: bool,
}

impl Value {
    /// Takes a text apart; a long one has no pieces.
    pub(super) fn of(text: &str) -> Self {
        let mut value = Self {
            pieces: Vec::new(),
            words: Vec::new(),
            raw_words: Vec::new(),
        };
        if text.chars().count() <= LONGEST {
            value.read(text);
        }
        value
    }

    fn read(&mut self, text: &str) {
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        while let Some(char) = chars.get(at).copied() {
            if char.is_ascii_digit() {
                let length = run_length(chars.get(at..).unwrap_or_default());
                let run = chars.iter().skip(at).take(length).collect();
                self.pieces.push(Piece::Run(run));
                at += length;
            } else if char.is_alphabetic() {
                let rest = chars.iter().skip(at);
                let raw: String = rest.take_while(|char| char.is_alphanumeric()).collect();
                at += raw.chars().count();
                self.pieces.push(Piece::Word(self.words.len()));
                self.words.push(text::folded(&raw));
                self.raw_words.push(raw);
            } else {
                // Variation selectors and joiners only say how the sign before looks.
                let shapes = matches!(char, '\u{fe0e}' | '\u{fe0f}' | '\u{200d}');
                if !char.is_whitespace() && !shapes {
                    self.pieces.push(Piece::Sign(char));
                }
                at += 1;
            }
        }
    }

    pub(super) fn runs(&self) -> impl Iterator<Item = (usize, &str)> {
        self.pieces
            .iter()
            .enumerate()
            .filter_map(|(at, piece)| match piece {
                Piece::Run(run) => Some((at, run.as_str())),
                _ => None,
            })
    }

    pub(super) fn sign(&self, at: Option<usize>) -> Option<char> {
        match self.pieces.get(at?)? {
            Piece::Sign(sign) => Some(*sign),
            _ => None,
        }
    }

    pub(super) fn word(&self, at: Option<usize>) -> Option<(usize, &str)> {
        match self.pieces.get(at?)? {
            Piece::Word(word) => Some((*word, self.words.get(*word)?)),
            _ => None,
        }
    }

    fn has_sign(&self, signs: &[char]) -> bool {
        self.pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Sign(sign) if signs.contains(sign)))
    }

    /// The one sum in the value.
    pub(super) fn sum(&self) -> Option<Sum> {
        let mut runs = self.runs();
        let (at, run) = runs.next()?;
        if runs.next().is_some() || is_padded(run) || self.has_sign(&['%', '/', '×', '*', '#', ':'])
        {
            return None;
        }
        let mut said = vec![false; self.words.len()];
        let money = self.money(&mut said);
        RULES.points.mark(&self.words, &mut said);
        RULES.counted.mark(&self.words, &mut said);
        RULES.filler.mark(&self.words, &mut said);
        let next = self.word(Some(at + 1)).map(|(word, _)| word);
        let is_unit = |word: usize| {
            let word = self.words.get(word..=word).unwrap_or_default();
            RULES.points.in_words(word) || RULES.counted.in_words(word)
        };
        let minus = ['-', '−', '–'];
        Some(Sum {
            digits: Digits::Written(run.to_owned()),
            negative: self
                .sign(at.checked_sub(1))
                .is_some_and(|sign| minus.contains(&sign)),
            money,
            counted: RULES
                .counted
                .find(&self.words)
                .and_then(|word| self.raw_words.get(word).cloned()),
            points: RULES.points.in_words(&self.words),
            clear: said.into_iter().all(|said| said) || next.is_some_and(is_unit),
        })
    }

    /// The first number of the value, whatever stands around it: for a field whose meaning the
    /// shopper knows.
    pub(super) fn any_sum(&self) -> Option<Sum> {
        if let Some(sum) = self.sum() {
            return Some(sum);
        }
        let (_, run) = self.runs().next()?;
        Some(Sum {
            digits: Digits::Written(run.to_owned()),
            negative: false,
            money: self.money(&mut vec![false; self.words.len()]),
            counted: None,
            points: false,
            clear: true,
        })
    }

    fn money(&self, said: &mut [bool]) -> Option<Unit> {
        let known = |code: &String| Unit::Currency(code.clone());
        let mut found = None;
        for piece in &self.pieces {
            if let Piece::Sign(sign) = piece {
                found = found.or_else(|| RULES.currencies.get(&sign.to_string()).map(known));
            }
        }
        for (at, (word, raw)) in self.words.iter().zip(&self.raw_words).enumerate() {
            let code = currency::decimals(raw).map(|_| Unit::Currency(raw.clone()));
            let unit = code
                .or_else(|| RULES.currencies.get(word).map(known))
                .or_else(|| {
                    let shared = RULES.words_for_money.contains(word);
                    shared.then(|| Unit::Other(raw.clone()))
                });
            if let Some(unit) = unit {
                said.iter_mut()
                    .skip(at)
                    .take(1)
                    .for_each(|said| *said = true);
                found = found.or(Some(unit));
            }
        }
        found
    }

    /// Two whole numbers with a stroke or a word between them: so many of so many.
    pub(super) fn of_many(&self) -> Option<(u32, u32)> {
        let runs: Vec<(usize, &str)> = self.runs().collect();
        let [(first, some), (second, all)] = runs.as_slice() else {
            return None;
        };
        let is_between = match (second - first, self.pieces.get(first + 1)) {
            (2, Some(Piece::Sign(sign))) => matches!(sign, '/' | '⁄' | '∕'),
            (_, Some(Piece::Word(_))) => {
                let between = (first + 1..*second).filter_map(|at| self.word(Some(at)));
                let words: Vec<String> = between.map(|(_, word)| word.to_owned()).collect();
                words.len() == second - first - 1 && RULES.of.cover(&words)
            }
            _ => false,
        };
        if !is_between || is_padded(some) || is_padded(all) {
            return None;
        }
        let whole = |run: &str| u32::try_from(number::written(run, false)?.whole()?).ok();
        whole(some).zip(whole(all))
    }

    /// Stamps: so many of so many, or a row of full and empty signs.
    pub(super) fn stamps(&self) -> Option<(u32, u32)> {
        let (some, all) = self.of_many().or_else(|| self.painted())?;
        ((2..=MOST_STAMPS).contains(&all) && some <= all).then_some((some, all))
    }

    fn painted(&self) -> Option<(u32, u32)> {
        const FULL: [char; 8] = ['●', '⬤', '★', '■', '⚫', '🟢', '✔', '✅'];
        const EMPTY: [char; 7] = ['○', '◯', '☆', '□', '⚪', '⭘', '⬜'];
        let count = |kind: &[char]| {
            let signs = self.pieces.iter();
            signs
                .filter(|piece| matches!(piece, Piece::Sign(sign) if kind.contains(sign)))
                .count()
        };
        let (full, empty) = (count(&FULL), count(&EMPTY));
        let only = full + empty == self.pieces.len() && full + empty >= 3;
        only.then_some(())?;
        Some((u32::try_from(full).ok()?, u32::try_from(full + empty).ok()?))
    }
}

impl Sum {
    /// A sum of the digits of a JSON number.
    pub(super) fn exact(digits: &str, money: Option<Unit>) -> Option<Self> {
        Some(Self {
            digits: Digits::Exact(number::plain(digits)?),
            negative: false,
            money,
            counted: None,
            points: false,
            clear: true,
        })
    }

    /// The sum as a balance of a unit.
    pub(super) fn balance(&self, unit: Unit) -> Option<Balance> {
        let number = match &self.digits {
            Digits::Exact(number) => *number,
            Digits::Written(run) => number::written(run, decimals(&unit) == 3)?,
        };
        balance(number, unit, self.negative)
    }
}

fn decimals(unit: &Unit) -> u8 {
    match unit {
        Unit::Currency(code) => currency::decimals(code).unwrap_or(0),
        Unit::Points | Unit::Other(_) => 0,
    }
}

/// So much of a unit, with the decimals that the unit has.
pub(super) fn balance(number: Number, unit: Unit, negative: bool) -> Option<Balance> {
    let Number { amount, scale } = number.trimmed().with_scale(decimals(&unit))?;
    let amount = if negative {
        amount.checked_neg()?
    } else {
        amount
    };
    Some(Balance {
        amount,
        scale,
        unit,
    })
}

/// Digits with a zero in front that says nothing: a part of a date, a telephone number.
fn is_padded(run: &str) -> bool {
    let mut digits = run.chars();
    digits.next() == Some('0') && digits.next().is_some_and(|next| next.is_ascii_digit())
}

/// How many characters belong to the number that these begin with.
fn run_length(chars: &[char]) -> usize {
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let mut at = 0;
    let mut group = 0;
    loop {
        if digit(at) {
            at += 1;
            group += 1;
            continue;
        }
        let next_is_group = digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4);
        let goes_on = match chars.get(at) {
            Some('.' | ',') => digit(at + 1),
            Some(' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’') => {
                group <= 3 && next_is_group
            }
            _ => false,
        };
        if !goes_on {
            return at;
        }
        at += 1;
        group = 0;
    }
}
