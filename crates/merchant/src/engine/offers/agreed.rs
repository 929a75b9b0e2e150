//! Which rules a member has agreed to.

use kantis_protocol::Purpose;
use uuid::Uuid;

use crate::engine::{EngineError, Work, consents};
use crate::programme::{OfferRule, When};

/// What a member agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) struct Agreed {
    profiling: bool,
    personalised: bool,
}

impl Agreed {
    /// What this member agreed to.
    pub(in crate::engine) fn of(work: &Work<'_>, member: Uuid) -> Result<Self, EngineError> {
        Ok(Self {
            profiling: consents::granted(work, member, Purpose::Profiling)?,
            personalised: consents::granted(work, member, Purpose::PersonalisedOffers)?,
        })
    }

    /// Whether rules may look at what is known of the member: their purchases, their birthday, how
    /// long they have been one.
    pub(super) const fn to_history(self) -> bool {
        self.profiling && self.personalised
    }

    /// Whether an offer may be made by this rule, and kept.
    pub(in crate::engine) const fn allows(self, rule: &OfferRule) -> bool {
        match rule.when {
            When::Everyone { .. } | When::Joined {} => true,
            When::Birthday { .. }
            | When::Anniversary {}
            | When::Buys { .. }
            | When::Bought { .. }
            | When::NeverBought { .. }
            | When::Quiet { .. } => self.to_history(),
        }
    }
}

/// Whether a rule looks at what is known of the member, beyond being one.
pub(in crate::engine) const fn is_personal(rule: &OfferRule) -> bool {
    !matches!(rule.when, When::Everyone { .. } | When::Joined {})
}
