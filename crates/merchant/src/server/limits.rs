//! How often one may ask: by token, by till and by address, and more strictly where one could guess.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::http::HeaderValue;
use governor::clock::Clock as _;
use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use kantis_protocol::ProblemType;
use uuid::Uuid;

use super::failure::Failure;
use super::settings::Quotas;
use crate::ports::Clock;
use crate::records::Hash;

/// Questions after which counters of those who were silent are thrown away.
const SWEEP: u32 = 4096;

/// Who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    /// A linked wallet, a till, a member.
    Known(Uuid),
    /// A client's address: IPv4, or the /64 of IPv6.
    Address(u128),
    /// An e-mail address or something else that is personal, as a hash.
    Hidden(Hash),
}

impl Who {
    /// Of an address.
    pub(crate) fn at(address: IpAddr) -> Self {
        let address = match address {
            IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
            IpAddr::V4(_) => address,
        };
        Self::Address(match address {
            IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
            IpAddr::V6(v6) => v6.to_bits() >> 64 << 64,
        })
    }

    /// The same, but of IPv6 the /56: what a provider gives to one customer. For what leaves
    /// something behind in the database.
    pub(crate) const fn wider(self) -> Self {
        match self {
            Self::Address(bits) if Ipv6Addr::from_bits(bits).to_ipv4_mapped().is_none() => {
                Self::Address(bits >> 72 << 72)
            }
            other => other,
        }
    }

    /// Of somebody whose address is not known: all of them together.
    pub(crate) fn nowhere() -> Self {
        Self::at(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }
}

/// How many are left, for the answer's `RateLimit` fields (draft-ietf-httpapi-ratelimit-headers).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Left {
    policy: &'static str,
    quota: u32,
    window: u64,
    remaining: u32,
}

impl Left {
    /// `RateLimit-Policy` and `RateLimit`.
    pub(crate) fn fields(self) -> [(&'static str, Option<HeaderValue>); 2] {
        let Self {
            policy,
            quota,
            window,
            remaining,
        } = self;
        let policy_field = format!("\"{policy}\";q={quota};w={window}");
        // One comes back after each share of the window; all of them after what is missing.
        let missing = u64::from(quota.saturating_sub(remaining));
        let reset = (missing * window).div_ceil(u64::from(quota.max(1)));
        let field = format!("\"{policy}\";r={remaining};t={reset}");
        [
            (
                "ratelimit-policy",
                HeaderValue::from_str(&policy_field).ok(),
            ),
            ("ratelimit", HeaderValue::from_str(&field).ok()),
        ]
    }
}

/// Counters of who asked how often.
pub(crate) struct Limits {
    /// Requests of a linked wallet.
    pub(crate) wallet: Bucket,
    /// Requests of a till or a web shop.
    pub(crate) till: Bucket,
    /// Requests without a known token, by address.
    pub(crate) address: Bucket,
    /// One-time codes sent to an e-mail address.
    pub(crate) codes_by_email: Bucket,
    /// One-time codes asked for from an address.
    pub(crate) codes_by_address: Bucket,
    /// Sign-ins begun from an address, or one customer's /56 of IPv6.
    pub(crate) sign_ins: Bucket,
    /// Clients registered from an address, or one customer's /56 of IPv6.
    pub(crate) registrations: Bucket,
    /// Codes and keys that somebody could guess, right or wrong: by address.
    pub(crate) guesses: Bucket,
}

impl Limits {
    pub(crate) fn new(quotas: &Quotas, clock: &Arc<dyn Clock>) -> Self {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 3600;
        let bucket =
            |policy, most, window| Bucket::new(policy, most, window, ShopClock(Arc::clone(clock)));
        Self {
            wallet: bucket("wallet", quotas.wallet_a_minute, MINUTE),
            till: bucket("till", quotas.till_a_minute, MINUTE),
            address: bucket("address", quotas.address_a_minute, MINUTE),
            codes_by_email: bucket("codes-by-email", quotas.codes_an_hour_by_email, HOUR),
            codes_by_address: bucket("codes-by-address", quotas.codes_an_hour_by_address, HOUR),
            sign_ins: bucket("sign-ins", quotas.sign_ins_in_ten_minutes, 10 * MINUTE),
            registrations: bucket("registrations", quotas.registrations_an_hour, HOUR),
            guesses: bucket("guesses", quotas.guesses_an_hour, HOUR),
        }
    }
}

/// One kind of counter: so many in a window, coming back evenly.
pub(crate) struct Bucket {
    policy: &'static str,
    window: u64,
    clock: ShopClock,
    asked: AtomicU32,
    counts: Option<Counts>,
}

type Counts = RateLimiter<Who, HashMapStateStore<Who>, ShopClock, StateInformationMiddleware>;

impl Bucket {
    /// `most` in `window` seconds; 0 is no limit.
    fn new(policy: &'static str, most: u32, window: u64, clock: ShopClock) -> Self {
        let counts = NonZeroU32::new(most).and_then(|most| {
            let one = Duration::from_secs(window).checked_div(most.get())?;
            let quota = Quota::with_period(one)?.allow_burst(most);
            Some(
                RateLimiter::hashmap_with_clock(quota, clock.clone())
                    .with_middleware::<StateInformationMiddleware>(),
            )
        });
        Self {
            policy,
            window,
            clock,
            asked: AtomicU32::new(0),
            counts,
        }
    }

    /// Counts one; none where there is no limit.
    ///
    /// # Errors
    /// `rate-limited`, with the seconds to wait.
    pub(crate) fn take(&self, who: Who) -> Result<Option<Left>, Failure> {
        let Some(counts) = &self.counts else {
            return Ok(None);
        };
        if self.asked.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            counts.retain_recent();
            counts.shrink_to_fit();
        }
        match counts.check_key(&who) {
            Ok(state) => Ok(Some(Left {
                policy: self.policy,
                quota: state.quota().burst_size().get(),
                window: self.window,
                remaining: state.remaining_burst_capacity(),
            })),
            Err(not_yet) => {
                let wait = not_yet.wait_time_from(self.clock.now());
                let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
                Err(Failure::new(ProblemType::RateLimited).after(seconds.max(1)))
            }
        }
    }
}

/// The shop's clock as the counters know it.
#[derive(Clone)]
struct ShopClock(Arc<dyn Clock>);

impl governor::clock::Clock for ShopClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let nanos = self.0.now().timestamp_nanos_opt().unwrap_or(0);
        Nanos::from(u64::try_from(nanos).unwrap_or(0))
    }
}
