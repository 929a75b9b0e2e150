//! Members: joining, finding, changing what they wrote, and the words for what is known of them.

mod contact;

use kantis_protocol as wire;
use kantis_protocol::{CardNumber, Kind, ProblemType};
use uuid::Uuid;

use super::{EngineError, Refused, Work, changes, offers, points, tiers};
use crate::records::MemberRecord;
use crate::store::StoreError;

pub use contact::{birthday, email, name, phone, shows_as_written, written};

/// What is needed to join.
#[derive(Clone, PartialEq, Eq)]
pub struct Joining {
    /// An address that the member has shown to be theirs.
    pub email: Option<String>,
    /// In E.164.
    pub phone: Option<String>,
    /// As the member wrote it.
    pub name: Option<String>,
    /// One of the programme's languages.
    pub language: String,
}

/// Card numbers that are tried before joining gives up: a number of eleven digits is rarely taken.
const NUMBERS: usize = 8;

/// Joins a new member, with a card number, and gives what joining gives.
///
/// # Errors
/// `invalid` for what cannot be read, `limit-reached` when the address or phone is another's.
pub fn join(work: &mut Work<'_>, joining: Joining) -> Result<MemberRecord, EngineError> {
    let mut member = MemberRecord {
        id: work.id(),
        number: number(work),
        email: given(joining.email.as_deref(), email, "email")?,
        phone: given(joining.phone.as_deref(), phone, "phone")?,
        name: given(joining.name.as_deref(), name, "name")?,
        birthday: None,
        language: language(work, &joining.language),
        joined: work.now,
    };
    for _ in 0..NUMBERS {
        match work.tx.add_member(&member) {
            Err(StoreError::Taken { what: "number" }) => member.number = number(work),
            done => {
                done.map_err(theirs)?;
                // The programme's own parts were announced to everybody, also to who comes later.
                work.touch(member.id, Kind::Account, Kind::Account.only())?;
                if !work.programme.offers.is_empty() {
                    offers::make(work, &member)?;
                }
                return Ok(member);
            }
        }
    }
    Err(StoreError::Taken { what: "number" }.into())
}

/// The member of this id.
///
/// # Errors
/// `not-found` when there is none.
pub fn known(work: &Work<'_>, id: Uuid) -> Result<MemberRecord, EngineError> {
    work.tx
        .member(id)?
        .ok_or_else(|| Refused::new(ProblemType::NotFound).into())
}

/// Takes what the member wrote about themselves.
///
/// # Errors
/// `invalid`, with the place; `limit-reached` when the phone is another's.
pub fn change_profile(
    work: &mut Work<'_>,
    member: Uuid,
    change: wire::ProfileChange,
) -> Result<MemberRecord, EngineError> {
    let mut record = known(work, member)?;
    let birthday_before = record.birthday;
    if !work
        .programme
        .programme
        .languages
        .contains(&change.language)
    {
        return Err(invalid(
            "language",
            "a language that the programme does not speak",
        ));
    }
    record.name = given(change.name.as_deref(), name, "name")?;
    record.phone = given(change.phone.as_deref(), phone, "phone")?;
    record.birthday = given(change.birthday.as_deref(), birthday, "birthday")?;
    let spoken = record.language != change.language;
    let reborn = birthday_before != record.birthday;
    record.language = change.language;
    work.tx.set_member(&record).map_err(theirs)?;
    if spoken {
        // Every sentence that a member sees is in their language.
        touch_everything(work, member)?;
    } else {
        work.touch(member, Kind::Account, Kind::Account.only())?;
    }
    if spoken || reborn {
        offers::reread(work, member)?;
    }
    Ok(record)
}

/// The summary: member, balances, tier, state.
///
/// # Errors
/// When the database fails.
pub fn account(work: &Work<'_>, member: &MemberRecord) -> Result<wire::Account, EngineError> {
    let balance = match work.programme.points {
        Some(_) => points::balance(work, member)?,
        None => None,
    };
    let tier = match work.programme.tiers {
        Some(_) => tiers::view(work, member)?,
        None => None,
    };
    Ok(wire::Account {
        state: changes::state(work, member.id)?,
        member: view(member),
        balances: balance.into_iter().collect(),
        tier,
        as_of: work.now,
    })
}

fn view(member: &MemberRecord) -> wire::Member {
    wire::Member {
        id: member.id,
        number: member.number.as_str().to_owned(),
        name: member.name.clone(),
        email: member.email.clone(),
        phone: member.phone.clone(),
        birthday: member.birthday.map(written),
        language: member.language.clone(),
        joined: member.joined,
    }
}

/// Notes everything of the programme that a member can see.
fn touch_everything(work: &mut Work<'_>, member: Uuid) -> Result<(), StoreError> {
    let programme = work.programme;
    work.touch(member, Kind::Account, Kind::Account.only())?;
    work.touch(member, Kind::Programme, Kind::Programme.only())?;
    for reward in &programme.rewards {
        work.touch(member, Kind::Reward, &reward.id)?;
    }
    for card in &programme.stamp_cards {
        work.touch(member, Kind::StampCard, &card.id)?;
    }
    for challenge in &programme.challenges {
        work.touch(member, Kind::Challenge, &challenge.id)?;
    }
    for consent in &programme.consents {
        work.touch(member, Kind::Consent, consent.purpose.name())?;
    }
    Ok(())
}

fn number(work: &Work<'_>) -> CardNumber {
    let mut chance = [0; 8];
    work.entropy.fill(&mut chance);
    CardNumber::from_chance(u64::from_be_bytes(chance))
}

/// The language that was asked for where the programme speaks it, else the programme's first.
fn language(work: &Work<'_>, asked: &str) -> String {
    let languages = &work.programme.programme.languages;
    let primary = |tag: &str| tag.split(['-', '_']).next().map(str::to_lowercase);
    languages
        .iter()
        .find(|language| language.as_str() == asked)
        .or_else(|| {
            languages
                .iter()
                .find(|language| primary(language) == primary(asked))
        })
        .or_else(|| languages.first())
        .map_or_else(|| "en".to_owned(), Clone::clone)
}

fn given<T>(
    text: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
    place: &'static str,
) -> Result<Option<T>, EngineError> {
    text.map(str::trim)
        .filter(|text| !text.is_empty())
        .map(|text| read(text).ok_or_else(|| invalid(place, "it cannot be read")))
        .transpose()
}

fn invalid(place: &'static str, why: &'static str) -> EngineError {
    Refused::new(ProblemType::Invalid)
        .because(why)
        .at(place)
        .into()
}

/// Something that only one member may have is another's.
fn theirs(error: StoreError) -> EngineError {
    match error {
        StoreError::Taken { what } => Refused::new(ProblemType::LimitReached)
            .because("another member has it")
            .at(what)
            .into(),
        error => error.into(),
    }
}
