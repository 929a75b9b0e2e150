//! Looking at what a person entered before it is kept.

use rusqlite::params;

use crate::domain::{CardContent, CardId, CardSymbol};
use crate::error::Result;
#[cfg(doc)]
use crate::error::WalletError;
use crate::store::Wallet;
use crate::store::row::SymbolRow;

impl Wallet {
    /// Reads back codes of a card that nobody has read back yet, as an import leaves them, and
    /// keeps the verdicts. What cannot be drawn stays without one. Not a step, and no stamp: the
    /// same code has the same verdict on every device.
    ///
    /// # Errors
    /// [`WalletError::NotFound`].
    pub fn judge_symbols(&self, id: CardId) -> Result<()> {
        let card = self.card(id)?;
        let judged: Vec<SymbolRow> = card
            .content
            .symbols
            .into_iter()
            .filter(|known| known.verdict.is_none())
            .filter_map(|known| {
                let (_, verdict) = known.symbol.draw_checked().ok()?;
                let verdict = Some(verdict);
                Some(SymbolRow::from_domain(
                    known.id.0,
                    CardSymbol { verdict, ..known },
                ))
            })
            .collect();
        if judged.is_empty() {
            return Ok(());
        }
        let writer = self.unrecorded_writer()?;
        for symbol in judged {
            // Only where the code is still the one that was drawn.
            writer
                .connection()
                .prepare_cached(
                    "UPDATE symbol SET verdict = ?3
                     WHERE id = ?1 AND payload = ?2 AND symbology = ?4 AND verdict = ''",
                )?
                .execute(params![
                    symbol.id,
                    symbol.payload,
                    symbol.verdict,
                    symbol.symbology
                ])?;
        }
        writer.commit().map(drop)
    }
}

/// Trims and checks content that was entered by hand, and reads each new code back once.
///
/// A code that was on the card before is taken as it is: an import may have brought one that
/// cannot be drawn, and editing the note must not be refused for it.
pub(super) fn entered(content: CardContent, before: &[CardSymbol]) -> Result<CardContent> {
    let content = tidied(content);
    content.check()?;
    let symbols = content
        .symbols
        .iter()
        .map(|entered| {
            let known = before.iter().find(|old| old.symbol == entered.symbol);
            if let Some(known) = known {
                return Ok(CardSymbol {
                    verdict: known.verdict,
                    ..entered.clone()
                });
            }
            entered.symbol.check()?;
            // What passes the check and cannot be drawn all the same is kept without a verdict:
            // it is shown as a number.
            let verdict = entered
                .symbol
                .draw_checked()
                .ok()
                .map(|(_, verdict)| verdict);
            Ok(CardSymbol {
                verdict,
                ..entered.clone()
            })
        })
        .collect::<Result<_>>()?;
    Ok(CardContent { symbols, ..content })
}

fn tidied(mut content: CardContent) -> CardContent {
    let optional = |text: Option<String>| {
        text.map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    content.title = content.title.trim().to_owned();
    content.issuer = optional(content.issuer);
    content.holder = optional(content.holder);
    content.number = optional(content.number);
    for field in &mut content.fields {
        field.label = field.label.trim().to_owned();
    }
    content
}
