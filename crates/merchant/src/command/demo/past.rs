//! Living through a past: members join, shop, activate, redeem and bring back, day by day, through
//! the same engine that a real shop runs on.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use kantis_merchant::engine::sale::{Buyer, Place};
use kantis_merchant::engine::{EngineError, Work, claims, consents, members, offers, sale, tick};
use kantis_merchant::programme::{Product, Programme};
use kantis_merchant::records::{Channel, MemberRecord, VisitStrength};
use kantis_merchant::server::Shop;
use kantis_protocol::pos::{Basket, Line, Purchase, Return};
use kantis_protocol::{
    ClaimState, ConsentChange, Money, OfferState, Payment, ProfileChange, Purpose,
};
use uuid::Uuid;

use super::chance::Chance;
use super::clock::PastClock;
use super::people::Person;
use crate::command::failure::Failure;

/// Days of a year.
const YEAR: u32 = 365;
/// Work that is done at once as time passes.
const PIECE: u32 = 1000;

/// Lives through so many years that end now. `told` hears how many hundredths are over.
pub(super) fn live(
    shop: &Shop,
    clock: &PastClock,
    programme: &Programme,
    people: u32,
    years: u32,
    told: impl Fn(u32),
) -> Result<(), Failure> {
    let days = (years * YEAR).max(1);
    let mut past = Past {
        programme,
        chance: Chance::new(u64::from(people)),
        members: BTreeMap::new(),
        place: Place {
            till: Uuid::nil(),
            name: programme.first_till(),
            channel: Channel::Till,
        },
        // A café's basket is small; a grocery's is not.
        most: if programme.products.len() > 30 { 12 } else { 2 },
    };
    let persons: Vec<Person> = (0..people)
        .map(|number| {
            Person::make(
                &mut past.chance,
                number,
                days,
                &programme.programme.languages,
                &programme.products,
            )
        })
        .collect();
    let now = Utc::now();
    for day in 0..days {
        let opens = now - TimeDelta::days(i64::from(days - day)) - TimeDelta::hours(6);
        clock.be(opens);
        shop.write_now(|work| past.day(work, &persons, day, opens))
            .map_err(|error| failed(&error))?;
        let (before, over) = (day * 10 / days, (day + 1) * 10 / days);
        if over > before {
            told(over * 10);
        }
    }
    clock.be_now();
    while shop
        .write_now(|work| tick::tick(work, PIECE))
        .map_err(|error| failed(&error))?
        > 0
    {}
    Ok(())
}

fn failed(error: &EngineError) -> Failure {
    Failure::new(format!("The past cannot be made up: {error}"))
}

struct Past<'a> {
    programme: &'a Programme,
    chance: Chance,
    /// By the person's number.
    members: BTreeMap<usize, Uuid>,
    place: Place,
    most: u32,
}

impl Past<'_> {
    fn day(
        &mut self,
        work: &mut Work<'_>,
        persons: &[Person],
        day: u32,
        opens: DateTime<Utc>,
    ) -> Result<(), EngineError> {
        while tick::tick(work, PIECE)? > 0 {}
        for (number, person) in persons.iter().enumerate() {
            if !person.comes(&mut self.chance, day) {
                continue;
            }
            // In the order of their numbers over a day of eleven hours.
            let minute = i64::try_from(number * 660 / persons.len().max(1)).unwrap_or(0);
            work.now = opens + TimeDelta::minutes(minute);
            let member = match self.members.get(&number) {
                Some(id) => members::known(work, *id)?,
                None => self.join(work, number, person)?,
            };
            self.visit(work, person, member)?;
        }
        Ok(())
    }

    fn join(
        &mut self,
        work: &mut Work<'_>,
        number: usize,
        person: &Person,
    ) -> Result<MemberRecord, EngineError> {
        let member = members::join(
            work,
            members::Joining {
                email: Some(person.email.clone()),
                phone: None,
                name: Some(person.name.clone()),
                language: person.language.clone(),
            },
        )?;
        let member = members::change_profile(
            work,
            member.id,
            ProfileChange {
                name: Some(person.name.clone()),
                phone: None,
                birthday: Some(person.birthday.clone()),
                language: person.language.clone(),
            },
        )?;
        for words in &self.programme.consents {
            let granted = match words.purpose {
                Purpose::Newsletter => person.newsletter,
                Purpose::Profiling | Purpose::PersonalisedOffers => person.profiling,
                _ => false,
            };
            let change = ConsentChange {
                granted,
                version: words.version,
            };
            consents::set(work, &member, words.purpose, change)?;
        }
        self.members.insert(number, member.id);
        Ok(member)
    }

    /// One visit: perhaps a reward, always a basket, sometimes something comes back.
    fn visit(
        &mut self,
        work: &mut Work<'_>,
        person: &Person,
        member: MemberRecord,
    ) -> Result<(), EngineError> {
        let basket = person.shops(&mut self.chance, &self.programme.products, self.most);
        if basket.is_empty() {
            return Ok(());
        }
        let claims = self.claims(work, &member)?;
        self.activate(work, &member)?;
        let buyer = Buyer {
            member,
            strength: VisitStrength::Rotating,
        };
        let mut basket = Basket {
            lines: basket.into_iter().map(line).collect(),
            claims,
            ..Basket::default()
        };
        let priced = match sale::price(work, &self.place, Some(&buyer), &basket) {
            Ok(priced) => priced,
            // A claim that fits nothing in the basket stays for another day.
            Err(EngineError::Refused(_)) => {
                basket.claims.clear();
                sale::price(work, &self.place, Some(&buyer), &basket)?
            }
            Err(error) => return Err(error),
        };
        let purchase = Purchase {
            basket,
            payments: payments(&mut self.chance, priced.total),
            reference: None,
        };
        let sold = sale::purchase(work, &self.place, Some(&buyer), &purchase)?;
        if self.chance.percent(2) {
            let back = Return {
                receipt: sold.id,
                lines: Vec::new(),
            };
            sale::returned(work, &self.place, &back)?;
        }
        Ok(())
    }

    /// Codes of what the member has in hand; now and then a reward is taken for points.
    fn claims(
        &mut self,
        work: &mut Work<'_>,
        member: &MemberRecord,
    ) -> Result<Vec<String>, EngineError> {
        if self.chance.percent(10) {
            let wanted = claims::rewards(work, member)?;
            if let Some(reward) = self.chance.one(&wanted).filter(|reward| reward.in_stock) {
                match claims::reserve(work, member, &reward.id) {
                    // Too few points, or had often enough: no reward today.
                    Ok(_) | Err(EngineError::Refused(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        let codes = claims::claims(work, member)?
            .into_iter()
            .filter(|claim| claim.state == ClaimState::Reserved)
            .map(|claim| claim.code)
            .take(1)
            .collect();
        Ok(codes)
    }

    fn activate(&mut self, work: &mut Work<'_>, member: &MemberRecord) -> Result<(), EngineError> {
        for offer in offers::offers(work, member)? {
            if offer.activation && offer.state == OfferState::Available && self.chance.percent(30) {
                offers::activate(work, member, offer.id)?;
            }
        }
        Ok(())
    }
}

fn line((product, pieces): (&Product, u32)) -> Line {
    Line {
        sku: Some(product.sku.clone()),
        name: None,
        category: None,
        quantity: i64::from(pieces) * 1000,
        unit_price: None,
        vat_rate: None,
    }
}

fn payments(chance: &mut Chance, total: Money) -> Vec<Payment> {
    if total.minor == 0 {
        return Vec::new();
    }
    let (means, masked) = if chance.percent(80) {
        ("card", Some(format!("{:04}", chance.below(10_000))))
    } else {
        ("cash", None)
    };
    vec![Payment {
        means: means.to_owned(),
        amount: total,
        masked,
    }]
}
