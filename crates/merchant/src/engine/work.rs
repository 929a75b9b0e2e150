//! What every piece of work has at hand.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use kantis_protocol::{Kind, ProblemType};
use uuid::Uuid;

use crate::ports::Entropy;
use crate::programme::Programme;
use crate::store::{StoreError, Tx};

/// An open transaction, the programme, the time, and chance.
pub struct Work<'a> {
    /// The rules.
    pub programme: &'a Programme,
    /// What is kept.
    pub tx: &'a mut (dyn Tx + 'a),
    /// The instant that counts: now, or the scan of a batch's row.
    pub now: DateTime<Utc>,
    /// For ids and codes.
    pub entropy: &'a dyn Entropy,
}

/// Why the engine did not do it.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A rule says no; the transaction is to be dropped, unless the refusal was noted.
    #[error("refused: {}", .0.kind.slug())]
    Refused(Refused),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A no, with what the protocol says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which of the protocol's problems.
    pub kind: ProblemType,
    /// What happened this time, in English, with no personal data.
    pub detail: Option<String>,
    /// Which part of the request: `lines/2/quantity`.
    pub at: Option<String>,
    /// Figures that a client may want.
    pub figures: Vec<(&'static str, i64)>,
    /// What was written before the refusal is to last: a wrong code was counted, a lock was set.
    /// Only for work that had written nothing else.
    pub noted: bool,
}

impl Refused {
    /// A no of this kind.
    #[must_use]
    pub const fn new(kind: ProblemType) -> Self {
        Self {
            kind,
            detail: None,
            at: None,
            figures: Vec::new(),
            noted: false,
        }
    }

    /// Says what happened.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.at = Some(place.into());
        self
    }

    /// What was written before it is to last.
    #[must_use]
    pub const fn noted(mut self) -> Self {
        self.noted = true;
        self
    }

    /// Gives a figure.
    #[must_use]
    pub fn with(mut self, name: &'static str, figure: i64) -> Self {
        self.figures.push((name, figure));
        self
    }
}

impl From<Refused> for EngineError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl Work<'_> {
    /// The day in the programme's time zone.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.day(self.now)
    }

    /// The day of an instant in the programme's time zone.
    #[must_use]
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.programme.programme.time_zone)
            .date_naive()
    }

    /// The shop's own language: the programme's first one.
    #[must_use]
    pub fn shop_language(&self) -> &str {
        self.programme
            .programme
            .languages
            .first()
            .map_or("en", String::as_str)
    }

    /// The instant at which a day begins in the programme's time zone. A day ends where the next
    /// one begins.
    #[must_use]
    pub fn start_of(&self, day: NaiveDate) -> DateTime<Utc> {
        let zone = self.programme.programme.time_zone;
        let midnight = day.and_time(NaiveTime::MIN);
        // Where clocks skip midnight, the day begins at the first quarter of an hour there is.
        (0..=96)
            .find_map(|quarter| {
                let wall = midnight.checked_add_signed(TimeDelta::minutes(15 * quarter))?;
                zone.from_local_datetime(&wall).earliest()
            })
            .map_or_else(|| midnight.and_utc(), |start| start.with_timezone(&Utc))
    }

    /// A new id: a UUIDv7 of now.
    pub fn id(&mut self) -> Uuid {
        let mut chance = [0; 10];
        self.entropy.fill(&mut chance);
        let millis = u64::try_from(self.now.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &chance).into_uuid()
    }

    /// Notes that a member's record is new or other.
    ///
    /// # Errors
    /// When the database fails.
    pub fn touch(&mut self, member: Uuid, kind: Kind, id: &str) -> Result<(), StoreError> {
        self.tx.touch(Some(member), kind, id)
    }
}
