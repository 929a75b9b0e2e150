//! What a member of a shop with offers does.

use kantis_merchant::engine::{consents, offers};
use kantis_merchant::records::{Birthday, MemberRecord, OfferRecord, SaleRecord};
use kantis_protocol::{ConsentChange, Kind, Offer, OfferState, Purpose};
use uuid::Uuid;

pub(crate) use crate::perks::{Goods, Shop, bun, coffee, noon};

/// Every consent that a member may give.
pub(crate) const CONSENTS: &str = r#"
[[consent]]
purpose = "newsletter"
version = 1
words = { en = "News by mail.", fi = "Uutisia postitse.", sv = "Nyheter per post." }

[[consent]]
purpose = "profiling"
version = 2
words = { en = "Look at what I bought.", fi = "Ostokseni.", sv = "Mina köp." }

[[consent]]
purpose = "personalised_offers"
version = 1
words = { en = "Make offers for me.", fi = "Tarjouksia.", sv = "Erbjudanden." }
"#;

/// A shop with these offers and all consents. An offer whose reason is `-` has none.
pub(crate) fn shop(offers: &str) -> Shop {
    let mut shop = Shop::with(&format!("{offers}\n{CONSENTS}"));
    for rule in &mut shop.programme.offers {
        // What the shop says by itself is only heard where the owner says nothing.
        rule.why.take_if(|why| why.say("en") == "-");
    }
    shop
}

impl Shop {
    /// Somebody who joined just now and agreed to nothing.
    pub(crate) fn joined(&self, chance: u64) -> MemberRecord {
        let mut member = self.member(chance);
        member.email = Some(format!("m{chance}@example.org"));
        self.write(|work| {
            work.tx.set_member(&member)?;
            offers::make(work, &member)
        });
        member
    }

    /// Somebody who joined just now and agreed to profiling and personal offers.
    pub(crate) fn known(&self, chance: u64) -> MemberRecord {
        let member = self.joined(chance);
        self.says(&member, Purpose::Profiling, true);
        self.says(&member, Purpose::PersonalisedOffers, true);
        member
    }

    pub(crate) fn born(&self, member: &MemberRecord, month: u32, day: u32) -> MemberRecord {
        let mut member = member.clone();
        member.birthday = Some(Birthday { month, day });
        self.write(|work| {
            work.tx.set_member(&member)?;
            offers::reread(work, member.id)
        });
        member
    }

    pub(crate) fn says(&self, member: &MemberRecord, purpose: Purpose, granted: bool) {
        let version = self
            .programme
            .consents
            .iter()
            .find(|words| words.purpose == purpose)
            .unwrap()
            .version;
        let change = ConsentChange { granted, version };
        let consent = self.write(|work| consents::set(work, member, purpose, change));
        assert_eq!(consent.granted, granted);
    }

    /// Buys these goods now; what follows from it follows.
    pub(crate) fn buys(&mut self, member: &MemberRecord, goods: &[Goods<'_>]) -> SaleRecord {
        let sale = self.sale(member, goods);
        self.write(|work| {
            work.tx.add_sale(&sale)?;
            offers::soon(work, member.id)
        });
        self.settle();
        sale
    }

    /// Brings all of it back.
    pub(crate) fn brings_back(&mut self, member: &MemberRecord, purchase: &SaleRecord) {
        let pieces: Vec<i64> = purchase.lines.iter().map(|line| line.pieces()).collect();
        let back = self.back(purchase, &pieces);
        self.write(|work| {
            for line in &purchase.lines {
                let mut line = line.clone();
                line.returned = line.quantity;
                work.tx.set_returned(purchase.id, &line)?;
            }
            work.tx.add_sale(&back)?;
            offers::returned(work, member.id, purchase.id)
        });
    }

    /// Does what is due, a little at a time.
    pub(crate) fn settle(&self) {
        for _ in 0..1000 {
            if self.write(|work| offers::tick(work, 3)) == 0 {
                return;
            }
        }
        panic!("there is always something due");
    }

    /// Lets a day come.
    pub(crate) fn day(&mut self, day: &str) -> &mut Self {
        self.on(day);
        self.settle();
        self
    }

    pub(crate) fn offers(&self, member: &MemberRecord) -> Vec<Offer> {
        self.read(|work| offers::offers(work, member))
    }

    /// The rules of the offers that may be used now.
    pub(crate) fn usable(&self, member: &MemberRecord) -> Vec<String> {
        let usable = self.read(|work| offers::usable(work, member));
        usable.into_iter().map(|(offer, _)| offer.rule).collect()
    }

    /// What is kept of the newest offer of a rule.
    pub(crate) fn kept(&self, member: &MemberRecord, rule: &str) -> OfferRecord {
        self.all_kept(member)
            .into_iter()
            .find(|offer| offer.rule == rule)
            .unwrap_or_else(|| panic!("no offer of {rule}"))
    }

    pub(crate) fn all_kept(&self, member: &MemberRecord) -> Vec<OfferRecord> {
        let since = chrono::DateTime::<chrono::Utc>::MIN_UTC;
        self.read(|work| Ok(work.tx.offers_of(member.id, since)?))
    }

    /// The newest offer of a rule as the member sees it.
    pub(crate) fn seen(&self, member: &MemberRecord, rule: &str) -> Offer {
        let id = self.kept(member, rule).id;
        self.read(|work| offers::view(work, member, id)).unwrap()
    }

    pub(crate) fn state(&self, member: &MemberRecord, rule: &str) -> OfferState {
        self.seen(member, rule).state
    }

    /// What a wallet is told about since `sequence`: kinds and ids.
    pub(crate) fn told_since(&self, member: &MemberRecord, sequence: i64) -> Vec<(Kind, String)> {
        let rows = self.read(|work| Ok(work.tx.changes_after(member.id, sequence, 1000)?));
        rows.into_iter().map(|row| (row.kind, row.id)).collect()
    }

    pub(crate) fn sequence(&self, member: &MemberRecord) -> i64 {
        self.read(|work| Ok(work.tx.state(member.id)?)).sequence
    }
}

/// An id that no offer has.
pub(crate) fn nobody() -> Uuid {
    Uuid::from_u128(7)
}
