//! Who took part in campaigns, challenges and draws.

use chrono::{DateTime, Utc};
use kantis_protocol::DrawRecord;
use uuid::Uuid;

use super::StoreError;
use crate::records::{ChallengeRecord, DrawState, StepRecord, TicketRecord};

/// Who took part in campaigns, challenges and draws.
pub trait Campaigns {
    /// How many places of a campaign are taken.
    ///
    /// # Errors
    /// When the database fails.
    fn campaign_places(&self, campaign: &str) -> Result<u32, StoreError>;

    /// Whether a member took part in a campaign.
    ///
    /// # Errors
    /// When the database fails.
    fn in_campaign(&self, campaign: &str, member: Uuid) -> Result<bool, StoreError>;

    /// Gives a member the next place of a campaign; nothing for one who has one.
    ///
    /// # Errors
    /// When the database fails.
    fn take_place(
        &mut self,
        campaign: &str,
        member: Uuid,
        sale: Uuid,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Frees the places that a purchase took.
    ///
    /// # Errors
    /// When the database fails.
    fn leave_places(&mut self, member: Uuid, sale: Uuid) -> Result<(), StoreError>;

    /// A member in a challenge.
    ///
    /// # Errors
    /// When the database fails.
    fn challenge_of(
        &self,
        challenge: &str,
        member: Uuid,
    ) -> Result<Option<ChallengeRecord>, StoreError>;

    /// Writes a member in a challenge, new or anew.
    ///
    /// # Errors
    /// When the database fails.
    fn set_challenge(&mut self, record: &ChallengeRecord) -> Result<(), StoreError>;

    /// What a purchase counts in a challenge.
    ///
    /// # Errors
    /// When the database fails.
    fn step_of(
        &self,
        challenge: &str,
        member: Uuid,
        sale: Uuid,
    ) -> Result<Option<StepRecord>, StoreError>;

    /// Writes what a purchase counts, new or anew.
    ///
    /// # Errors
    /// When the database fails.
    fn set_step(&mut self, step: &StepRecord) -> Result<(), StoreError>;

    /// What a member's purchases count together in a challenge.
    ///
    /// # Errors
    /// When the database fails.
    fn steps_counted(&self, challenge: &str, member: Uuid) -> Result<i64, StoreError>;

    /// Days on which something counted.
    ///
    /// # Errors
    /// When the database fails.
    fn days_counted(&self, challenge: &str, member: Uuid) -> Result<i64, StoreError>;

    /// A draw, once it is open.
    ///
    /// # Errors
    /// When the database fails.
    fn draw(&self, draw: &str) -> Result<Option<DrawState>, StoreError>;

    /// The record of a draw, once it is drawn.
    ///
    /// # Errors
    /// When the database fails.
    fn draw_record(&self, draw: &str) -> Result<Option<DrawRecord>, StoreError>;

    /// Opens a draw.
    ///
    /// # Errors
    /// When the database fails.
    fn add_draw(&mut self, draw: &DrawState) -> Result<(), StoreError>;

    /// Writes the record of a draw, which ends it.
    ///
    /// # Errors
    /// When the database fails.
    fn set_drawn(&mut self, draw: &str, record: &DrawRecord) -> Result<(), StoreError>;

    /// Gives tickets of an open draw, with the next numbers. The first one's number.
    ///
    /// # Errors
    /// When the database fails.
    fn add_tickets(
        &mut self,
        draw: &str,
        member: Uuid,
        sale: Option<Uuid>,
        count: u32,
    ) -> Result<i64, StoreError>;

    /// Writes anew how many are left of tickets that came together; none takes them away.
    ///
    /// # Errors
    /// When the database fails.
    fn set_tickets(&mut self, tickets: &TicketRecord) -> Result<(), StoreError>;

    /// All tickets of a draw, by number.
    ///
    /// # Errors
    /// When the database fails.
    fn tickets(&self, draw: &str) -> Result<Vec<TicketRecord>, StoreError>;

    /// Tickets that a purchase gave, in whichever draws.
    ///
    /// # Errors
    /// When the database fails.
    fn tickets_of_sale(&self, sale: Uuid) -> Result<Vec<TicketRecord>, StoreError>;

    /// How many tickets a member has.
    ///
    /// # Errors
    /// When the database fails.
    fn ticket_count(&self, draw: &str, member: Uuid) -> Result<u32, StoreError>;
}
