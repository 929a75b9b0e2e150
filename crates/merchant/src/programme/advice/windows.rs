//! What is over.

use chrono::NaiveDate;

use super::Adviser;
use crate::programme::When;

impl Adviser<'_> {
    pub(super) fn windows(&mut self) {
        let Some(today) = self.today else { return };
        let programme = self.programme;
        let mut ends: Vec<(String, Option<NaiveDate>)> = Vec::new();
        let campaigns = programme.campaigns.iter().enumerate();
        ends.extend(campaigns.map(|(i, rule)| (format!("campaign[{i}].until"), Some(rule.until))));
        let challenges = programme.challenges.iter().enumerate();
        ends.extend(
            challenges.map(|(i, rule)| (format!("challenge[{i}].until"), Some(rule.until))),
        );
        let draws = programme.draws.iter().enumerate();
        ends.extend(draws.map(|(i, rule)| (format!("draw[{i}].until"), Some(rule.until))));
        let rewards = programme.rewards.iter().enumerate();
        ends.extend(rewards.map(|(i, rule)| (format!("reward[{i}].until"), rule.until)));
        for (index, offer) in programme.offers.iter().enumerate() {
            if let When::Everyone { until, .. } = offer.when {
                ends.push((format!("offer[{index}].when.everyone.until"), until));
            }
        }
        for (place, end) in ends {
            if let Some(end) = end.filter(|end| *end < today) {
                self.say(
                    place,
                    format!("is over since {end}: take it out, or give it new days"),
                );
            }
        }
    }
}
