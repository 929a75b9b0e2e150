//! Codes that a connected card shows: the member code, and codes of claims and offers.

use kantis_barcode::{Symbol, Symbology, Verdict};
use kantis_wallet::{CardId, MemberCode, StaticCodeReason};

use crate::convert::{self, id_of, instant};
use crate::dto;
use crate::symbol::drawing;
use crate::{Api, ApiError};

impl Api {
    /// Cheap enough to be asked whenever the code changes: nothing leaves the device.
    pub(crate) fn member_code(
        &self,
        request: dto::MemberCodeRequest,
    ) -> Result<Option<dto::MemberCodeView>, ApiError> {
        let card: CardId = id_of(&request.id)?;
        let wallet = self.wallet()?;
        wallet.card(card).map_err(convert::error)?;
        let code = wallet.member_code(card).map_err(convert::error)?;
        Ok(code.map(|code| member_code_out(code, request.bars)))
    }
}

fn member_code_out(code: MemberCode, bars: bool) -> dto::MemberCodeView {
    let (text, kind) = match code {
        MemberCode::Rotating {
            code,
            until,
            seconds,
        } => {
            let until = instant(until);
            (code, dto::MemberCodeKind::Rotating { until, seconds })
        }
        MemberCode::Static { code, why, spends } => {
            let why = match why {
                StaticCodeReason::NoKey => dto::StaticCodeReason::NoKey,
                StaticCodeReason::Clock => dto::StaticCodeReason::Clock,
                StaticCodeReason::SignedOut => dto::StaticCodeReason::SignedOut,
            };
            (code, dto::MemberCodeKind::Static { why, spends })
        }
    };
    // Digits alone: QR takes them in its numeric mode, Code 128 in pairs.
    let symbology = if bars {
        Symbology::Code128
    } else {
        Symbology::QrCode
    };
    let symbol = Symbol::from_text(symbology, &text, None);
    let (drawn, read_back) = match symbol.draw_checked() {
        Ok((drawn, Verdict::ReadBack)) => (Some(drawn), dto::ReadBack::Good),
        Ok((drawn, _)) => (Some(drawn), dto::ReadBack::Bad),
        Err(_) => (None, dto::ReadBack::NotDrawn),
    };
    dto::MemberCodeView {
        symbology: symbology.name().to_owned(),
        drawing: drawn.map(|drawn| drawing(&drawn, symbology.is_linear())),
        read_back,
        groups: symbol.spoken_groups(),
        text,
        kind,
    }
}

/// A code for the till or a web shop; drawn where it is still of use, as a QR code that was read
/// again.
pub(super) fn shown(code: &str, of_use: bool) -> dto::ShownCode {
    let symbol = Symbol::from_text(Symbology::QrCode, code, None);
    dto::ShownCode {
        text: code.to_owned(),
        groups: symbol.spoken_groups(),
        drawing: if of_use { checked(&symbol) } else { None },
    }
}

/// Drawn, when what was drawn reads as what was meant.
pub(crate) fn checked(symbol: &Symbol) -> Option<dto::Drawing> {
    match symbol.draw_checked() {
        Ok((drawn, Verdict::ReadBack)) => Some(drawing(&drawn, symbol.symbology.is_linear())),
        _ => None,
    }
}
