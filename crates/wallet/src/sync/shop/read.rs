//! Reading what changed at a shop: fetched outside of any transaction, and each page kept with its
//! cursor inside one.

use std::cell::Cell;

use super::glance::Glanced;
use super::visit::{Visit, Visitor};
use crate::error::Result;
use crate::ports::{Access, Answered, Call, Merchant, MerchantFailure, MerchantTrouble as Trouble};
use crate::shop::cache::{Cursor, Kept};
use crate::shop::page::Page;
use crate::sync::SyncHint;

/// Records on a page; the most that the protocol knows.
const PAGE: u32 = 500;
/// A million records. Nobody has as many; a shop that never comes to an end is given up.
const MOST_PAGES: u32 = 2000;
/// How often somebody else may be quicker before it is left to them.
const MOST_LATE: u32 = 3;

impl Visit<'_> {
    /// Reads what changed, if anything did: one conditional request says so, or what was `glanced`
    /// already. `true` when the wallet has something new.
    pub(super) fn look(
        &mut self,
        cursor: &Cursor,
        glanced: Option<Glanced>,
    ) -> Result<Result<bool, MerchantFailure>> {
        if let Some(state) = cursor.settled(self.visitor.language.as_deref()) {
            let glanced = Cell::new(glanced);
            let asked = self.ask(|merchant, access, call| {
                let again = || merchant.stands_elsewhere(access, state, call);
                glanced.take().unwrap_or_else(again)
            });
            match asked? {
                Ok(true) => {}
                Ok(false) => return Ok(Ok(false)),
                Err(failure) if failure.kind == Trouble::CannotCalculate => {}
                Err(failure) => return Ok(Err(failure)),
            }
        }
        self.read(None)
    }

    /// Reads what changed; nothing when somebody else has read up to the state that was `heard`
    /// meanwhile.
    pub(super) fn read(&mut self, heard: Option<&str>) -> Result<Result<bool, MerchantFailure>> {
        let (shops, wallet, id) = (self.visitor.shops, self.visitor.wallet, self.row.id);
        shops.readings.under(id, || {
            let mut cursor = wallet.shop_cursor(id)?;
            if cursor.next.is_some() && cursor.language != self.visitor.language {
                // The shopper reads another language now, and so does every word of the shop's.
                wallet.read_shop_anew(id)?;
                cursor.next = None;
            }
            if heard.is_some() && cursor.next.is_some() && cursor.state.as_deref() == heard {
                return Ok(Ok(false));
            }
            self.read_pages(cursor)
        })
    }

    fn read_pages(&mut self, mut cursor: Cursor) -> Result<Result<bool, MerchantFailure>> {
        let (id, card) = (self.row.id, self.row.card);
        let (mut changed, mut anew, mut late, mut records) = (false, false, 0, 0);
        let mut ahead = None;
        for _ in 0..MOST_PAGES {
            if self.call.stop.is_set() {
                return Ok(Err(Trouble::Stopped.into()));
            }
            let since = cursor.next.as_deref();
            let whole = since.is_none() || cursor.state.is_none();
            let page = match self.page(since, ahead.take())? {
                Ok(page) => page,
                Err(failure) if since.is_some() && !anew && is_unknown(&failure.kind) => {
                    self.visitor.wallet.read_shop_anew(id)?;
                    (cursor.next, anew) = (None, true);
                    continue;
                }
                Err(failure) => return Ok(Err(failure)),
            };
            let changes = &page.changes;
            if changes.has_more && since == Some(changes.new_state.as_str()) {
                // It would never end.
                return Ok(Err(Trouble::Unreadable.into()));
            }
            let (kept, following) = self.keep(since, &page)?;
            let kept = match kept {
                Kept::Page(kept) => kept,
                Kept::Late if late < MOST_LATE => {
                    late += 1;
                    cursor = self.visitor.wallet.shop_cursor(id)?;
                    continue;
                }
                Kept::Late => return Ok(Ok(changed)),
            };
            ahead = following;
            changed |= !kept.touched.is_empty();
            records += u32::try_from(changes.changed.len()).unwrap_or(u32::MAX);
            if whole || anew {
                self.visitor.tell(SyncHint::Reading { card, records });
            }
            let complete = kept.complete;
            if complete || !kept.touched.is_empty() {
                self.visitor.tell(SyncHint::Cards(vec![card]));
            }
            if complete {
                return Ok(Ok(changed));
            }
            cursor.next = Some(page.changes.new_state);
        }
        Ok(Err(Trouble::TooLarge.into()))
    }

    /// The page that follows a state, unless it has come already.
    fn page(
        &mut self,
        since: Option<&str>,
        ahead: Option<Ahead>,
    ) -> Result<Result<Page, MerchantFailure>> {
        let ahead = Cell::new(ahead);
        let page = self.ask(|merchant, access, call| {
            let now = || fetched(merchant, access, since, call);
            ahead.take().unwrap_or_else(now)
        });
        page?.map_or_else(|failure| Ok(Err(failure)), |page| page.map(Ok))
    }

    /// Keeps a page, and asks for the one after it meanwhile.
    fn keep<'p>(
        &mut self,
        since: Option<&str>,
        page: &'p Page,
    ) -> Result<(Kept<'p>, Option<Ahead>)> {
        let Visitor {
            wallet, merchant, ..
        } = *self.visitor;
        let (id, now) = (self.row.id, self.visitor.now());
        let language = self.visitor.language.as_deref();
        let changes = &page.changes;
        let access = match changes.has_more {
            true => self.right(None)?.ok(),
            false => None,
        };
        let (next, call) = (changes.new_state.as_str(), &self.call);
        std::thread::scope(|scope| {
            let ahead = access
                .map(|access| scope.spawn(move || fetched(merchant, &access, Some(next), call)));
            let kept = wallet.keep_page(id, since, language, page, now)?;
            Ok((kept, ahead.and_then(|ahead| ahead.join().ok())))
        })
    }
}

/// The page after one that is being kept.
type Ahead = Result<Answered<Result<Page>>, MerchantFailure>;

/// A page, ready to be kept.
fn fetched(merchant: &dyn Merchant, access: &Access, since: Option<&str>, call: &Call) -> Ahead {
    let Answered { value, date } = merchant.changes(access, since, PAGE, call)?;
    Ok(Answered {
        value: Page::of(value),
        date,
    })
}

/// Whether the shop does not know the state that was asked with.
fn is_unknown(kind: &Trouble) -> bool {
    use kantis_protocol::ProblemType::Gone;
    matches!(
        kind,
        Trouble::CannotCalculate | Trouble::Problem(Gone) | Trouble::Unexpected { status: 410 }
    )
}
