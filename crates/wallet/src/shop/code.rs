//! The code that a till scans of a connected card.

use chrono::{DateTime, TimeDelta, Utc};
use kantis_protocol::STEP_SECONDS;
use kantis_protocol::{Account, Programme};

use super::records::one;
use super::rows;
use crate::domain::{CardId, ConnectionState};
use crate::error::Result;
use crate::store::Wallet;

/// A clock that stands this long before the shop's last answer was set back.
const SLACK: TimeDelta = TimeDelta::minutes(1);

/// What a connected card shows at the till.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberCode {
    /// Works once, for as long as its step lasts; computed without any network.
    Rotating {
        /// Twenty-eight digits.
        code: String,
        /// When it stops being shown, on our clock.
        until: DateTime<Utc>,
        /// How long one is shown, in seconds.
        seconds: u32,
    },
    /// The member's number, which never changes.
    Static {
        /// Twelve digits.
        code: String,
        /// Why there is nothing better.
        why: StaticCodeReason,
        /// Whether the shop lets it spend; else it only collects.
        spends: bool,
    },
}

/// Why a card shows its static code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaticCodeReason {
    /// The device is not linked for codes that rotate.
    NoKey,
    /// The clock is known to be wrong.
    Clock,
    /// The shop ended this device's sign-in, and with it the codes that rotate.
    SignedOut,
}

impl Wallet {
    /// What a connected card shows at the till now; `None` when no shop is connected to it, or
    /// neither a key nor a number has come yet.
    ///
    /// # Errors
    /// When a store cannot be read.
    pub fn member_code(&self, card: CardId) -> Result<Option<MemberCode>> {
        let now = self.ports.clock.now();
        let Some(row) = self.read(|connection| rows::of_card(connection, card))? else {
            return Ok(None);
        };
        // A device's key is of its sign-in: the till takes no code of one that is over.
        let signed_out = matches!(
            row.plan.state,
            ConnectionState::SignInOver | ConnectionState::Gone
        );
        // The offset is true only while the clock runs on from where it was learnt.
        let set_back = row.plan.checked_at.is_some_and(|at| now < at - SLACK);
        let why = match (&row.device, row.clock_offset.filter(|_| !set_back)) {
            _ if signed_out => StaticCodeReason::SignedOut,
            (Some(device), Some(offset)) => {
                let there = now + offset;
                let into = there.timestamp().rem_euclid(STEP_SECONDS);
                let left = TimeDelta::seconds(STEP_SECONDS - into)
                    - TimeDelta::milliseconds(there.timestamp_subsec_millis().into());
                return Ok(Some(MemberCode::Rotating {
                    code: device.secret.code(&device.alias, there),
                    until: now + left,
                    seconds: u32::try_from(STEP_SECONDS).unwrap_or(30),
                }));
            }
            (Some(_), None) => StaticCodeReason::Clock,
            (None, _) => StaticCodeReason::NoKey,
        };
        self.read_cache(|cache| {
            let account: Option<Account> = one(cache, row.id, "account")?;
            let programme: Option<Programme> = one(cache, row.id, "programme")?;
            Ok(account.map(|account| MemberCode::Static {
                code: account.member.number,
                why,
                spends: programme.is_some_and(|programme| programme.static_code_spends),
            }))
        })
    }
}
