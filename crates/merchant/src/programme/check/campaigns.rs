//! Campaigns, challenges and draws.

use super::{Check, MOST, unknown};
use crate::programme::{Campaign, Prize, Ticket};

impl Check<'_> {
    pub(super) fn campaigns(&mut self) {
        let campaigns = &self.programme.campaigns;
        let ids = campaigns.iter().map(|campaign| campaign.id.as_str());
        self.ids("campaign", "id", ids);
        for (index, campaign) in campaigns.iter().enumerate() {
            self.campaign(&format!("campaign[{index}]"), campaign);
        }
    }

    fn campaign(&mut self, place: &str, campaign: &Campaign) {
        self.points_are_there(place);
        self.window(place, Some(campaign.from), Some(campaign.until));
        self.lines(&format!("{place}.on"), &campaign.on);
        self.amount(format!("{place}.minimum_basket"), campaign.minimum_basket);
        self.multiplier(&format!("{place}.points_percent"), campaign.points_percent);
        self.between(format!("{place}.points"), campaign.points, 0, MOST);
        self.must(
            campaign.points_percent > 100 || campaign.points > 0,
            place,
            "gives nothing: write points_percent (200 is double), or points",
        );
        if let Some(first) = campaign.first {
            self.between(format!("{place}.first"), first.into(), 1, 1_000_000);
        }
        self.tier(format!("{place}.tier"), campaign.tier.as_deref());
    }

    pub(super) fn challenges(&mut self) {
        let challenges = &self.programme.challenges;
        let ids = challenges.iter().map(|challenge| challenge.id.as_str());
        self.ids("challenge", "id", ids);
        for (index, challenge) in challenges.iter().enumerate() {
            let place = format!("challenge[{index}]");
            self.window(&place, Some(challenge.from), Some(challenge.until));
            self.between(format!("{place}.steps"), challenge.steps, 1, MOST);
            self.lines(&format!("{place}.on"), &challenge.on);
            self.amount(format!("{place}.minimum_basket"), challenge.minimum_basket);
            self.prize(&format!("{place}.prize"), &challenge.prize);
        }
    }

    fn prize(&mut self, place: &str, prize: &Prize) {
        match prize {
            Prize::Points(points) => {
                let place = format!("{place}.points");
                self.between(place.clone(), *points, 1, MOST);
                self.points_are_there(place);
            }
            Prize::Reward(id) => {
                let rewards = &self.programme.rewards;
                let known: Vec<&str> = rewards.iter().map(|reward| reward.id.as_str()).collect();
                if !known.contains(&id.as_str()) {
                    let place = format!("{place}.reward");
                    self.fault(place, unknown("reward", "reward", id, &known));
                }
            }
            Prize::Tickets { draw, count } => {
                let draws = &self.programme.draws;
                let known: Vec<&str> = draws.iter().map(|draw| draw.id.as_str()).collect();
                if !known.contains(&draw.as_str()) {
                    let place = format!("{place}.tickets.draw");
                    self.fault(place, unknown("draw", "draw", draw, &known));
                }
                self.between(format!("{place}.tickets.count"), (*count).into(), 1, 1_000);
            }
        }
    }

    pub(super) fn draws(&mut self) {
        let draws = &self.programme.draws;
        self.ids("draw", "id", draws.iter().map(|draw| draw.id.as_str()));
        for (index, draw) in draws.iter().enumerate() {
            let place = format!("draw[{index}]");
            self.window(&place, Some(draw.from), Some(draw.until));
            match draw.ticket {
                Ticket::Purchase { minimum } => self.must(
                    (0..=MOST).contains(&minimum.0),
                    format!("{place}.ticket.purchase.minimum"),
                    "must be at most \"10000000.00\"",
                ),
                Ticket::Spent(amount) => {
                    self.amount(format!("{place}.ticket.spent"), Some(amount));
                }
                Ticket::Challenges {} => {}
            }
            if let Some(tickets) = draw.tickets_per_member {
                let place = format!("{place}.tickets_per_member");
                self.between(place, tickets.into(), 1, 1_000_000);
            }
            self.must(
                !draw.prize.is_empty(),
                format!("{place}.prize"),
                "is empty: a draw needs something to be won",
            );
            self.list(&format!("{place}.prize"), draw.prize.len());
            for (at, prize) in draw.prize.iter().enumerate() {
                let place = format!("{place}.prize[{at}].count");
                self.between(place, prize.count.into(), 1, 10_000);
            }
        }
    }
}
