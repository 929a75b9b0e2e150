//! How points and stamps come and go, in plain words, made from the programme.
//!
//! What holds only for a while (campaigns, offers, rewards of a season) is left out: this page has no
//! clock, and members see those where they are.

use kantis_protocol::{self as wire, Metric};

use super::say::{WORDS, counted, exceptions, factor, goods, money_short, points};
use super::{
    EarnRule, Every, Expiry, Match, Points, Programme, RewardRule, StampCardRule, TierRule, Tiers,
    Window,
};

/// Sentences for members, in their language.
#[must_use]
pub fn how(programme: &Programme, language: &str) -> wire::HowTo {
    let speaker = Speaker {
        programme,
        language,
    };
    wire::HowTo {
        earn: speaker.earn(),
        spend: speaker.spend(),
        expiry: speaker.expiry(),
    }
}

/// The programme as `GET /v1/programme` shows it.
#[must_use]
pub fn public_view(programme: &Programme, language: &str) -> wire::Programme {
    let identity = &programme.programme;
    let steps = programme.tiers.iter().flat_map(|tiers| {
        tiers.tier.iter().map(|tier| wire::TierStep {
            id: tier.id.clone(),
            name: tier.name.say(language).to_owned(),
            metric: tiers.by,
            from: tier.from,
            benefits: tier
                .benefits
                .iter()
                .map(|benefit| benefit.say(language).to_owned())
                .collect(),
        })
    });
    wire::Programme {
        id: identity.id.clone(),
        name: identity.name.say(language).to_owned(),
        issuer: identity.issuer.clone(),
        currency: identity.currency.as_str().to_owned(),
        time_zone: identity.time_zone.name().to_owned(),
        colour: identity.colour.clone(),
        logo: identity.logo.clone(),
        unit: programme.points.as_ref().map(|points| wire::Unit {
            code: points.code.clone(),
            one: points.one.say(language).to_owned(),
            other: points.other.say(language).to_owned(),
            scale: points.scale,
        }),
        languages: identity.languages.clone(),
        how: how(programme, language),
        tiers: steps.collect(),
        terms: identity
            .terms
            .as_ref()
            .map(|terms| terms.say(language).trim().to_owned()),
        static_code_spends: programme.codes.static_spends,
    }
}

struct Speaker<'a> {
    programme: &'a Programme,
    language: &'a str,
}

impl Speaker<'_> {
    fn say(&self, name: &str, holes: &[(&str, &str)]) -> String {
        WORDS.say(self.language, name, holes)
    }

    fn counted(&self, name: &str, count: u32, holes: &[(&str, &str)]) -> String {
        counted(self.language, name, count.into(), holes)
    }

    fn points(&self, amount: i64) -> String {
        points(self.programme, amount, self.language)
    }

    fn money(&self, minor: i64) -> String {
        money_short(self.programme, minor, self.language)
    }

    fn goods(&self, on: &Match) -> Option<String> {
        goods(self.programme, on, self.language)
    }

    fn earn(&self) -> Vec<String> {
        let mut said = Vec::new();
        if let Some(points) = &self.programme.points {
            said.extend(points.earn.iter().map(|rule| self.rule(rule)));
            said.extend(self.returns(points));
        }
        if let Some(tiers) = &self.programme.tiers {
            said.extend(tiers.tier.iter().filter_map(|tier| self.tier(tiers, tier)));
        }
        said.extend(
            self.programme
                .stamp_cards
                .iter()
                .map(|card| self.card(card)),
        );
        said
    }

    fn rule(&self, rule: &EarnRule) -> String {
        let goods = self.goods(&rule.on);
        let name = rule.name.as_ref().map(|name| name.say(self.language));
        let what = match (name, goods) {
            (Some(name), Some(goods)) if name != goods => {
                Some(self.say("earn.named", &[("name", name), ("goods", &goods)]))
            }
            (Some(name), _) => Some(name.to_owned()),
            (None, goods) => goods,
        };
        let amount = match rule.every {
            Every::Spent(amount) => self.money(amount.0),
            Every::Item | Every::Purchase => String::new(),
        };
        let every = match rule.every {
            Every::Spent(_) => "earn.spent",
            Every::Item => "earn.item",
            Every::Purchase => "earn.purchase",
        };
        let points = self.points(rule.points);
        let holes = [("points", points.as_str()), ("amount", &amount)];
        let mut said = vec![match &what {
            None => self.say(every, &holes),
            Some(what) => {
                let [points, amount] = holes;
                self.say(&format!("{every}.on"), &[points, amount, ("what", what)])
            }
        }];
        said.extend(self.conditions(rule.minimum_basket.map(|minimum| minimum.0), &rule.on));
        said.join(" ")
    }

    fn conditions(&self, minimum: Option<i64>, on: &Match) -> Vec<String> {
        let minimum =
            minimum.map(|minor| self.say("earn.minimum", &[("amount", &self.money(minor))]));
        let except = exceptions(self.programme, on, self.language)
            .map(|goods| self.say("earn.except", &[("goods", &goods)]));
        minimum.into_iter().chain(except).collect()
    }

    fn returns(&self, points: &Points) -> Vec<String> {
        let days = self.programme.programme.return_days;
        let mut said = Vec::new();
        if days > 0 {
            said.push(self.counted("earn.pending", days, &[]));
        }
        said.push(self.say("earn.return", &[]));
        if points.debt > 0 {
            let lowest = self.points(points.debt.saturating_neg());
            said.push(self.say("earn.debt", &[("points", &lowest)]));
        }
        said
    }

    /// What it takes to reach a tier; nothing for the one where everybody begins.
    fn tier(&self, tiers: &Tiers, rule: &TierRule) -> Option<String> {
        if rule.from == 0 {
            return None;
        }
        let threshold = self.threshold(tiers.by, rule.from);
        let holes = [
            ("tier", rule.name.say(self.language)),
            ("threshold", threshold.as_str()),
        ];
        let mut said = vec![match tiers.window {
            Window::Months(months) => self.counted("tier.months", months, &holes),
            Window::CalendarYear => self.say("tier.calendar_year", &holes),
            Window::Ever => self.say("tier.ever", &holes),
        }];
        if rule.points_percent > 100 && self.programme.points.is_some() {
            let factor = factor(rule.points_percent, self.language);
            said.push(self.say("tier.multiplier", &[("factor", &factor)]));
        }
        if let Some(keep) = rule.keep.filter(|keep| *keep < rule.from && *keep > 0)
            && tiers.window != Window::Ever
        {
            let threshold = self.threshold(tiers.by, keep);
            said.push(self.say("tier.keep", &[("threshold", &threshold)]));
        }
        Some(said.join(" "))
    }

    fn threshold(&self, by: Metric, value: i64) -> String {
        match by {
            Metric::Spend => self.say("tier.spend", &[("amount", &self.money(value))]),
            Metric::Points | Metric::Unknown => {
                self.say("tier.points", &[("points", &self.points(value))])
            }
            Metric::Purchases => counted(self.language, "tier.purchases", value, &[]),
        }
    }

    fn card(&self, card: &StampCardRule) -> String {
        let name = if card.once_a_purchase {
            "stamp.purchase"
        } else {
            "stamp.item"
        };
        let title = card.title.say(self.language);
        let mut said = vec![match self.goods(&card.on) {
            None => self.say(name, &[("card", title)]),
            Some(goods) => self.say(&format!("{name}.on"), &[("card", title), ("goods", &goods)]),
        }];
        said.extend(self.conditions(card.minimum_basket.map(|minimum| minimum.0), &card.on));
        for bonus in &card.bonus {
            let mut when = Vec::new();
            if bonus.first {
                when.push(self.say("stamp.first", &[]));
            }
            let days = bonus.weekdays.iter();
            when.extend(days.map(|day| self.say(&format!("day.{day}"), &[])));
            if let Some(goods) = self.goods(&bonus.with) {
                when.push(self.say("stamp.with", &[("goods", &goods)]));
            }
            if when.is_empty() {
                when.push(self.say("stamp.always", &[]));
            }
            let when = when.join(", ");
            said.push(self.counted("stamp.bonus", bonus.stamps, &[("when", &when)]));
        }
        let count = card.buy.to_string();
        let reward = card.reward.title.say(self.language);
        said.push(self.say("stamp.full", &[("count", &count), ("reward", reward)]));
        said.join(" ")
    }

    fn spend(&self) -> Vec<String> {
        let mut rewards: Vec<&RewardRule> = self
            .programme
            .rewards
            .iter()
            .filter(|reward| reward.from.is_none() && reward.until.is_none())
            .collect();
        rewards.sort_by_key(|reward| reward.cost);
        let mut said: Vec<String> = rewards.iter().map(|reward| self.reward(reward)).collect();
        if self.programme.points.is_some() && !self.programme.rewards.is_empty() {
            said.push(self.say("spend.hold", &[]));
            if !self.programme.codes.static_spends {
                said.push(self.say("spend.code", &[]));
            }
        }
        said
    }

    fn reward(&self, reward: &RewardRule) -> String {
        let points = self.points(reward.cost);
        let title = reward.title.say(self.language);
        let mut said = vec![self.say("spend.reward", &[("title", title), ("points", &points)])];
        let tiers = self.programme.tiers.iter().flat_map(|tiers| &tiers.tier);
        if let Some(tier) = tiers
            .filter(|tier| Some(&tier.id) == reward.tier.as_ref())
            .map(|tier| tier.name.say(self.language))
            .next()
        {
            said.push(self.say("spend.tier", &[("tier", tier)]));
        }
        if let Some(limit) = reward.per_member {
            let limit = limit.to_string();
            said.push(match reward.per_days {
                None => self.say("spend.limit", &[("count", &limit)]),
                Some(days) => self.counted("spend.limit.days", days, &[("limit", &limit)]),
            });
        }
        said.join(" ")
    }

    fn expiry(&self) -> Vec<String> {
        let mut said = Vec::new();
        if let Some(points) = &self.programme.points {
            match &points.expiry {
                None => said.push(self.say("expiry.never", &[])),
                Some(expiry) => {
                    said.push(self.run_out(expiry));
                    said.push(self.say("expiry.soonest", &[]));
                }
            }
        }
        if let Some(tiers) = &self.programme.tiers {
            if tiers.window == Window::CalendarYear {
                said.push(self.say("tier.year", &[]));
            }
            if tiers.grace_days > 0 && tiers.window != Window::Ever {
                said.push(self.counted("tier.grace", tiers.grace_days, &[]));
            }
        }
        for card in &self.programme.stamp_cards {
            if let Some(days) = card.expires_days {
                let title = card.title.say(self.language);
                said.push(self.counted("stamp.expiry", days, &[("card", title)]));
            }
            if let Some(days) = card.reward.days {
                let reward = card.reward.title.say(self.language);
                said.push(self.counted("stamp.full", days, &[("reward", reward)]));
            }
        }
        said
    }

    fn run_out(&self, expiry: &Expiry) -> String {
        match expiry {
            Expiry::Rolling(rolling) if rolling.from_last_purchase => {
                self.counted("expiry.kept", rolling.months, &[])
            }
            Expiry::Rolling(rolling) => self.counted("expiry.rolling", rolling.months, &[]),
            Expiry::Fixed(fixed) => {
                let (month, day) = fixed.on.split_once('-').unwrap_or(("12", "31"));
                let month = self.say(&format!("month.{}", month.trim_start_matches('0')), &[]);
                let day = day.trim_start_matches('0');
                let date = self.say("date", &[("day", day), ("month", &month)]);
                match fixed.years {
                    0 => self.say("expiry.fixed.0", &[("date", &date)]),
                    1 => self.say("expiry.fixed.1", &[("date", &date)]),
                    years => self.counted("expiry.fixed", years, &[("date", &date)]),
                }
            }
        }
    }
}
