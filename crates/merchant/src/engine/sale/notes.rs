//! What could not be used in a basket, and why.

use kantis_protocol::ProblemType;

use super::super::{Refused, Work};
use crate::words::{Catalogue, catalogue};

static WORDS: std::sync::LazyLock<Catalogue> = catalogue!("pricing");

/// One thing that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    /// Which part of the basket asked for it; none where it would have been used by itself.
    pub(super) at: Option<String>,
    pub(super) why: Why,
    /// What it is called, or the code as it was typed.
    pub(super) what: String,
}

/// Why something could not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// Nobody stands at the till.
    NoMember,
    /// What the member was recognised by is only good for earning.
    OnlyEarns,
    /// There is no such thing, or it is somebody else's.
    Unknown,
    /// It was used, is over, or is not activated.
    NotNow,
    /// Nothing in the basket is what it is for.
    FitsNothing,
    /// The basket is too small; minor units.
    Below(i64),
    /// Others save more.
    OthersSaveMore,
}

impl Note {
    /// In words.
    pub(super) fn say(&self, work: &Work<'_>) -> String {
        let language = work.shop_language();
        let mut holes = vec![("what", self.what.as_str())];
        let amount;
        if let Why::Below(minor) = self.why {
            amount = super::text::money(minor, language);
            holes.push(("amount", &amount));
        }
        WORDS.say(language, self.why.name(), &holes)
    }

    /// The refusal of a purchase that asked for it all the same. What only fits nothing now is left
    /// for another day.
    pub(super) fn refusal(&self) -> Option<Refused> {
        let kind = match self.why {
            Why::NoMember | Why::Unknown => ProblemType::Invalid,
            Why::OnlyEarns => ProblemType::StaticCodeSpends,
            Why::NotNow => ProblemType::WrongState,
            Why::FitsNothing | Why::Below(_) | Why::OthersSaveMore => return None,
        };
        let at = self.at.as_ref()?;
        Some(Refused::new(kind).because(self.why.detail()).at(at))
    }
}

impl Why {
    /// The sentence's name in `words/*/pricing.json`.
    const fn name(self) -> &'static str {
        match self {
            Self::NoMember => "no_member",
            Self::OnlyEarns => "only_earns",
            Self::Unknown => "unknown",
            Self::NotNow => "not_now",
            Self::FitsNothing => "fits_nothing",
            Self::Below(_) => "below",
            Self::OthersSaveMore => "others_save_more",
        }
    }

    /// In English, for programmers.
    const fn detail(self) -> &'static str {
        match self {
            Self::NoMember => "it needs a member",
            Self::OnlyEarns => "what the member was recognised by only earns",
            Self::Unknown => "this member has no such thing",
            Self::NotNow => "it was used, is over, or is not activated",
            Self::FitsNothing => "it fits nothing in the basket",
            Self::Below(_) => "the basket is too small",
            Self::OthersSaveMore => "others save more",
        }
    }
}
