//! Files as other wallets write them, and what importing them gives.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use kantis_wallet::import::{
    self, Choices, ImportError, ImportVerdict, Options, Preview, Report, Source,
};
use kantis_wallet::{CardSort, StoredCard, Wallet};
use zip::ZipWriter;
use zip::write::{FileOptions, SimpleFileOptions};

use crate::support::sorted_by;

pub(crate) const HEADER: &str = "_id,store,note,validfrom,expiry,balance,balancetype,cardid,\
                                 barcodeid,barcodetype,barcodeencoding,headercolor,starstatus,\
                                 lastused,archive";

/// A file of version 2 with these rows.
pub(crate) fn v2(groups: &[&str], cards: &[&str], links: &[&str]) -> Vec<u8> {
    let mut text = "2\r\n\r\n_id\r\n".to_owned();
    let mut part = |header: &str, rows: &[&str]| {
        let _ = write!(text, "{header}");
        rows.iter().for_each(|row| {
            let _ = write!(text, "{row}\r\n");
        });
    };
    part("", groups);
    part(&format!("\r\n{HEADER}\r\n"), cards);
    part("\r\ncardId,groupId\r\n", links);
    text.into_bytes()
}

/// A row of version 2 with a number, a code and nothing else.
pub(crate) fn row(id: u32, store: &str, number: &str, symbology: &str) -> String {
    format!("{id},{store},,,,0,,{number},,{symbology},,,0,0,0")
}

pub(crate) fn png(width: u32, height: u32, colour: [u8; 3]) -> Vec<u8> {
    let picture: DynamicImage = RgbImage::from_pixel(width, height, Rgb(colour)).into();
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

pub(crate) fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    archive_with(entries, SimpleFileOptions::default())
}

pub(crate) fn archive_with(entries: &[(&str, &[u8])], options: FileOptions<'_, '_, ()>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An archive as it stands on the page: names may be anything, also twice.
pub(crate) fn raw_archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let crc = |bytes: &[u8]| {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 }
            })
        })
    };
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in entries {
        let offset = u32::try_from(file.len()).unwrap().to_le_bytes();
        let size = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let name_size = u16::try_from(name.len()).unwrap().to_le_bytes();
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        common.extend(crc(bytes).to_le_bytes());
        common.extend(size);
        common.extend(size);
        common.extend(name_size);
        common.extend([0, 0]);
        file.extend(b"PK\x03\x04");
        file.extend(&common);
        file.extend(name.as_bytes());
        file.extend(*bytes);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset);
        directory.extend(name.as_bytes());
    }
    let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
    let (start, length) = (file.len(), directory.len());
    file.extend(directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count);
    file.extend(count);
    file.extend(u32::try_from(length).unwrap().to_le_bytes());
    file.extend(u32::try_from(start).unwrap().to_le_bytes());
    file.extend([0, 0]);
    file
}

pub(crate) fn try_preview(
    wallet: &Wallet,
    name: &str,
    bytes: &[u8],
    password: Option<&str>,
) -> Result<Preview, ImportError> {
    let options = Options {
        password: password.map(str::to_owned),
    };
    let sources = vec![Source::new(name, bytes)];
    import::preview(wallet, sources, &options, &mut |_, _| {
        ControlFlow::Continue(())
    })
}

pub(crate) fn preview(wallet: &Wallet, name: &str, bytes: &[u8]) -> Preview {
    try_preview(wallet, name, bytes, None).unwrap()
}

pub(crate) fn apply(wallet: &Wallet, preview: &Preview, choices: &Choices) -> Report {
    import::apply(wallet, preview, choices, &mut |_, _| {
        ControlFlow::Continue(())
    })
    .unwrap()
}

/// Previews and takes everything.
pub(crate) fn import(wallet: &Wallet, name: &str, bytes: &[u8]) -> Report {
    apply(wallet, &preview(wallet, name, bytes), &Choices::default())
}

/// Created, same, changed, failed.
pub(crate) fn counts(report: &Report) -> [usize; 4] {
    let count = |count: u32| usize::try_from(count).unwrap();
    [
        count(report.created),
        count(report.same),
        count(report.changed),
        report.failed.len(),
    ]
}

/// New, same, changed, cannot.
pub(crate) fn verdicts(preview: &Preview) -> [usize; 4] {
    [
        ImportVerdict::New,
        ImportVerdict::Same,
        ImportVerdict::Changed,
        ImportVerdict::Cannot,
    ]
    .map(|verdict| preview.count(verdict))
}

/// Codes of the reasons why rows cannot come in.
pub(crate) fn reasons(preview: &Preview) -> Vec<String> {
    let reasons = preview.rows().filter_map(|row| row.reason.as_ref());
    reasons.map(|reason| reason.code.clone()).collect()
}

/// Codes of what was odd.
pub(crate) fn warnings(preview: &Preview) -> Vec<String> {
    let warnings = preview.rows().flat_map(|row| &row.warnings);
    warnings.map(|warning| warning.code.clone()).collect()
}

/// All cards, archived ones too, in manual order.
pub(crate) fn cards(wallet: &Wallet) -> Vec<StoredCard> {
    let listed = |archived: bool| {
        let mut query = sorted_by(CardSort::Manual);
        query.archived = archived;
        wallet.cards(&query).unwrap().cards
    };
    let all = listed(false).into_iter().chain(listed(true));
    all.map(|card| wallet.card(card.id).unwrap()).collect()
}

pub(crate) fn card(wallet: &Wallet, title: &str) -> StoredCard {
    let found: Vec<_> = cards(wallet)
        .into_iter()
        .filter(|card| card.content.title == title)
        .collect();
    assert_eq!(found.len(), 1, "{title}");
    found.into_iter().next().unwrap()
}
