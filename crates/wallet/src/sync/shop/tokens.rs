//! The right to ask a shop: one refresh for everybody who waits for it.
//!
//! A refresh token is good once. Its successor is kept before it, or the access token that came
//! with it, is used. When a process dies in between, the stored token is sent again: the shop gives
//! the same successor for a minute.

use std::sync::Arc;

use super::visit::Visitor;
use crate::domain::ConnectionState;
use crate::error::Result;
use crate::ports::{Access, Call, MerchantFailure, MerchantTrouble as Trouble, Secret};
use crate::shop::rows::{self, AccessToken, ConnectionRow};

/// Why there is no access token.
pub(super) struct NoAccess {
    pub(super) failure: MerchantFailure,
    /// The shop may have taken the refresh token all the same.
    pub(super) token_lost: bool,
}

impl From<MerchantFailure> for NoAccess {
    fn from(failure: MerchantFailure) -> Self {
        Self {
            failure,
            token_lost: false,
        }
    }
}

impl Visitor<'_> {
    /// The right to ask, refreshed when it is over or the shop no longer takes the token that was
    /// `refused`.
    pub(super) fn access(
        &self,
        row: &ConnectionRow,
        refused: Option<&Secret>,
        call: &Call,
    ) -> Result<Result<Access, NoAccess>> {
        if refused.is_none()
            && let Some(token) = self.good(row)
        {
            return Ok(Ok(self.with(row, &token.token)));
        }
        let locks = &self.shops.tokens;
        locks.under(row.id, || self.refreshed(row, refused, call))
    }

    fn refreshed(
        &self,
        row: &ConnectionRow,
        refused: Option<&Secret>,
        call: &Call,
    ) -> Result<Result<Access, NoAccess>> {
        // A second look for when somebody else keeps new tokens meanwhile.
        for last in [false, true] {
            let stopped = || Ok(Err(MerchantFailure::from(Trouble::Stopped).into()));
            let Some(current) = self.stored(row)? else {
                return stopped();
            };
            if let Some(token) = self.good(&current)
                && refused.is_none_or(|refused| *refused != token.token)
            {
                return Ok(Ok(self.with(&current, &token.token)));
            }
            let ConnectionRow {
                shop,
                client,
                refresh,
                ..
            } = &current;
            let mut answer = self.merchant.refresh(shop, client, refresh, call);
            if let Err(failure) = &answer
                && failure.is_unclear()
                && !call.stop.is_set()
            {
                // It may be spent: what follows it is given once more, for a minute.
                answer = self.merchant.refresh(shop, client, refresh, call);
            }
            let failure = match answer {
                Ok(granted) => {
                    let writer = self.wallet.unrecorded_writer()?;
                    let now = writer.now();
                    let kept =
                        rows::keep_tokens(writer.connection(), row.num, refresh, &granted, now)?;
                    writer.commit()?;
                    if kept {
                        return Ok(Ok(self.with(&current, &granted.access)));
                    }
                    continue;
                }
                Err(failure) => failure,
            };
            let changed = self.stored(row)?.is_some_and(|now| now.refresh != *refresh);
            if changed && !last {
                continue;
            }
            return Ok(Err(NoAccess {
                token_lost: failure.is_unclear(),
                failure,
            }));
        }
        Ok(Err(MerchantFailure::from(Trouble::Unauthorized).into()))
    }

    /// The connection as it is kept now; `None` when it was ended.
    fn stored(&self, row: &ConnectionRow) -> Result<Option<ConnectionRow>> {
        let found = self
            .wallet
            .read(|connection| rows::by_id(connection, row.id))?;
        Ok(found.filter(|row| row.plan.state != ConnectionState::Leaving))
    }

    /// The access token, as long as it lasts.
    pub(super) fn good<'r>(&self, row: &'r ConnectionRow) -> Option<&'r AccessToken> {
        let now = self.now();
        row.access.as_ref().filter(|token| now < token.until)
    }

    pub(super) fn with(&self, row: &ConnectionRow, token: &Secret) -> Access {
        Access {
            shop: Arc::clone(&row.shop),
            token: token.clone(),
            language: self.language.clone(),
        }
    }

    /// The shop no longer takes this access token.
    pub(super) fn drop_access(&self, row: &ConnectionRow, token: &Secret) -> Result<()> {
        let writer = self.wallet.light_writer()?;
        rows::drop_access(writer.connection(), row.num, token)?;
        writer.commit().map(drop)
    }
}
