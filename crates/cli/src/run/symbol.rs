//! `kantis code` and `kantis symbol draw`: a code in the terminal, as SVG, or as PNG.

use kantis_api::dto::{
    ById, CardDetail, MemberCodeRequest, MemberCodeView, ReadBack, SymbolInput, SymbolView,
};
use kantis_barcode::{DrawError, Drawing, SvgStyle};

use crate::args::{CodeArgs, Draw, Global, Picture};
use crate::failure::{Exit, Failure};
use crate::run::card_input::symbol_input;
use crate::run::cards::find;
use crate::{files, open, out};

/// Draws a card's code; that of a connected card as it is just now.
pub(crate) fn code(global: &Global, args: &CodeArgs) -> Result<Exit, Failure> {
    let api = open::open(global)?;
    let id = find(&api, &args.card)?;
    let card: CardDetail = open::call(&api, "card", &ById { id: id.clone() })?;
    if card.connection.is_some() && args.nth == 1 {
        let request = MemberCodeRequest { id, bars: false };
        let code: Option<MemberCodeView> = open::call(&api, "memberCode", &request)?;
        if let Some(code) = code {
            let input = SymbolInput {
                symbology: code.symbology,
                text: code.text,
                ..SymbolInput::default()
            };
            return show(global, &args.picture, &input, &card.tile.title);
        }
    }
    let symbol = card.symbols.get(usize::from(args.nth) - 1).ok_or_else(|| {
        let text = match card.symbols.len() {
            0 => "This card has no code.".to_owned(),
            count => format!("This card has {count} code(s)."),
        };
        Failure::new("notFound", text).with("what", "symbol")
    })?;
    show(
        global,
        &args.picture,
        &symbol_input(symbol),
        &card.tile.title,
    )
}

/// Draws a code that flags describe.
pub(crate) fn draw(global: &Global, args: &Draw) -> Result<Exit, Failure> {
    let mut input = SymbolInput::default();
    args.code.apply(&mut input);
    show(global, &args.picture, &input, "")
}

fn show(
    global: &Global,
    picture: &Picture,
    input: &SymbolInput,
    title: &str,
) -> Result<Exit, Failure> {
    let symbol = kantis_api::symbol_of(input)?;
    let drawing = symbol.draw().map_err(cannot)?;
    let view = kantis_api::view_symbol(input);
    if view.read_back != ReadBack::Good {
        out::warn("kantis: the drawing does not read back: do not trust it at a till.");
    }
    write_files(picture, &drawing, title)?;
    if global.json {
        out::say_json(&view);
    } else if picture.svg.is_none() && picture.png.is_none() {
        out::say(&terminal(&drawing, &view, title));
    }
    Ok(Exit::Done)
}

fn write_files(picture: &Picture, drawing: &Drawing, title: &str) -> Result<(), Failure> {
    if let Some(path) = &picture.svg {
        let title = Some(title)
            .filter(|title| !title.is_empty())
            .map(str::to_owned);
        let svg = drawing.to_svg(&SvgStyle {
            module_px: picture.module,
            title,
        });
        files::write(path, svg.as_bytes())?;
    }
    if let Some(path) = &picture.png {
        let png = drawing.to_png(picture.module).map_err(cannot)?;
        files::write(path, &png)?;
    }
    Ok(())
}

fn terminal(drawing: &Drawing, view: &SymbolView, title: &str) -> String {
    let mut text = String::new();
    if !title.is_empty() {
        text.push_str(&out::plain(title));
        text.push('\n');
    }
    text.push_str(&drawing.to_half_blocks());
    text.push_str(&out::plain(&view.groups.join(" ")));
    text
}

/// Why a code cannot be drawn. The message names positions, never the payload.
fn cannot(error: DrawError) -> Failure {
    let mut text = format!("{error}.");
    let mut alternatives = Vec::new();
    if let DrawError::CannotCarry(cannot) = &error {
        alternatives.extend(cannot.alternatives.iter().map(|other| other.name()));
    }
    if !alternatives.is_empty() {
        text.push_str(&format!(" These can: {}.", alternatives.join(", ")));
    }
    let failure = match &error {
        DrawError::CannotCarry(cannot) => Failure::new("cannotCarry", text)
            .with("symbology", cannot.symbology.name())
            .with("reason", cannot.reason.code()),
        other => Failure::new(other.code(), text),
    };
    match alternatives.is_empty() {
        true => failure,
        false => failure.with("alternatives", alternatives.join(" ")),
    }
}
