//! Prize draws that anybody can draw again.
//!
//! When a draw opens, the shop makes a seed of thirty-two random bytes and shows its SHA-256: the
//! commitment. Tickets are numbered as they are given. Once the draw is over it shows the seed and
//! the list of tickets, and the winners follow from both:
//!
//! 1. Prizes are drawn in their order, the best first, each as often as there are of it.
//! 2. With `n` tickets left, take `x`, the first eight bytes (big-endian) of
//!    `HMAC-SHA-256(seed, counter)`; the counter is eight bytes, big-endian, starts at 0 and grows
//!    with each use. Where `x` is not below the greatest multiple of `n` that 2⁶⁴ holds, take the
//!    next one, so that every ticket is as likely as any other.
//! 3. The ticket in place `x mod n` of those left, in the order of their numbers from place 0, wins.
//!    All tickets of its holder leave the list: nobody wins twice.
//! 4. It ends when no prize or no ticket is left.

use core::fmt::Write as _;

use chrono::{DateTime, NaiveDate, Utc};
use hmac::{Hmac, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// `GET /v1/draws/{id}`: a draw on record. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DrawRecord {
    /// Stable name.
    pub id: String,
    /// In the reader's language.
    pub title: String,
    /// First day that gives tickets.
    pub from: NaiveDate,
    /// Last day that gives tickets; it is drawn once that day is over.
    pub until: NaiveDate,
    /// What may be won, the best first.
    pub prizes: Vec<DrawnPrize>,
    /// When the seed was made and the commitment was shown.
    pub opened: DateTime<Utc>,
    /// SHA-256 of the seed, in hexadecimal.
    pub commitment: String,
    /// When it was drawn; none while it is open.
    pub drawn: Option<DateTime<Utc>>,
    /// The seed, in hexadecimal; none while it is open.
    pub seed: Option<String>,
    /// Every ticket that took part, by number; empty while it is open.
    pub tickets: Vec<Tickets>,
    /// Who won, in the order of drawing; empty while it is open.
    pub winners: Vec<Winner>,
}

/// Something that may be won.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DrawnPrize {
    /// In the reader's language.
    pub title: String,
    /// How many of them.
    pub count: u32,
}

/// Tickets that came together: numbers `first` to `first + count - 1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tickets {
    /// The lowest number.
    pub first: u64,
    /// How many.
    pub count: u32,
    /// Stands for a member in this draw: see [`holder`].
    pub holder: String,
}

/// A ticket that won.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Winner {
    /// Which prize, from 0.
    pub prize: u32,
    /// The ticket's number.
    pub ticket: u64,
    /// Its holder.
    pub holder: String,
}

/// Why a record is not what a fair draw leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DrawFault {
    /// There is no seed yet.
    #[error("it is not drawn yet")]
    Open,
    /// The seed is not the one that was committed to.
    #[error("the seed does not fit the commitment")]
    Seed,
    /// Numbers are missing their order, or one is there twice.
    #[error("the tickets are not in order")]
    Tickets,
    /// Drawing again gives other winners.
    #[error("other tickets win")]
    Winners,
}

impl DrawRecord {
    /// Draws again and compares.
    ///
    /// # Errors
    /// What is wrong first, in the order of [`DrawFault`].
    pub fn verify(&self) -> Result<(), DrawFault> {
        let seed = self.seed.as_deref().ok_or(DrawFault::Open)?;
        let seed = bytes(seed).ok_or(DrawFault::Seed)?;
        if commitment(&seed) != self.commitment {
            return Err(DrawFault::Seed);
        }
        let mut next = 0;
        for tickets in &self.tickets {
            if tickets.first < next || tickets.count == 0 {
                return Err(DrawFault::Tickets);
            }
            next = tickets
                .first
                .checked_add(tickets.count.into())
                .ok_or(DrawFault::Tickets)?;
        }
        let counts: Vec<u32> = self.prizes.iter().map(|prize| prize.count).collect();
        if draw(&seed, &self.tickets, &counts) != self.winners {
            return Err(DrawFault::Winners);
        }
        Ok(())
    }
}

/// SHA-256 of a seed, in hexadecimal.
#[must_use]
pub fn commitment(seed: &[u8; 32]) -> String {
    hexadecimal(&Sha256::digest(seed))
}

/// What stands for a member on a draw's record: the first sixteen bytes of the SHA-256 of
/// `kantis-draw`, the draw's name and the member's id, each ended by a line feed, in hexadecimal.
/// A member who knows their id finds their tickets; nobody else learns whose they are.
#[must_use]
pub fn holder(draw: &str, member: uuid::Uuid) -> String {
    let digest = Sha256::digest(format!("kantis-draw\n{draw}\n{member}\n"));
    hexadecimal(digest.get(..16).unwrap_or_default())
}

/// Draws, as the module says: for each prize how many there are, the best first.
#[must_use]
pub fn draw(seed: &[u8; 32], tickets: &[Tickets], prizes: &[u32]) -> Vec<Winner> {
    let mut left: Vec<&Tickets> = tickets.iter().collect();
    let mut chance = Chance { seed, counter: 0 };
    let mut winners = Vec::new();
    for (prize, count) in (0..).zip(prizes) {
        for _ in 0..*count {
            let total: u64 = left.iter().map(|tickets| u64::from(tickets.count)).sum();
            let Some(place) = chance.below(total) else {
                return winners;
            };
            let Some((ticket, holder)) = ticket_at(&left, place) else {
                return winners;
            };
            left.retain(|tickets| tickets.holder != holder);
            winners.push(Winner {
                prize,
                ticket,
                holder,
            });
        }
    }
    winners
}

/// The ticket in this place, and its holder.
fn ticket_at(left: &[&Tickets], mut place: u64) -> Option<(u64, String)> {
    for tickets in left {
        if place < u64::from(tickets.count) {
            return Some((tickets.first.checked_add(place)?, tickets.holder.clone()));
        }
        place -= u64::from(tickets.count);
    }
    None
}

/// Numbers that follow from a seed.
struct Chance<'a> {
    seed: &'a [u8; 32],
    counter: u64,
}

impl Chance<'_> {
    /// A number below `n`, each as likely as any other; none below 0.
    fn below(&mut self, n: u64) -> Option<u64> {
        // 2⁶⁴ mod n, without 2⁶⁴.
        let rest = (u64::MAX % n.max(1) + 1) % n.max(1);
        loop {
            let x = self.next()?;
            if x <= u64::MAX - rest {
                return x.checked_rem(n);
            }
        }
    }

    fn next(&mut self) -> Option<u64> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.seed).ok()?;
        mac.update(&self.counter.to_be_bytes());
        self.counter += 1;
        let digest = mac.finalize().into_bytes();
        let first = digest.get(..8)?.try_into().ok()?;
        Some(u64::from_be_bytes(first))
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // A string takes everything.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// A seed in hexadecimal.
#[must_use]
pub fn seed_text(seed: &[u8; 32]) -> String {
    hexadecimal(seed)
}

fn bytes(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|letter| letter.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}
