//! The pictures of a pass. Only their headers are looked at here; decoding is the caller's.

use crate::limits::Limits;
use crate::locale;

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ImageRole {
    /// Small square for lists and notices.
    Icon,
    /// The issuer's logo, top left.
    Logo,
    /// Behind the primary fields of store cards, coupons and some event tickets.
    Strip,
    /// Beside the fields of generic passes and event tickets.
    Thumbnail,
    /// Behind the whole front of event tickets.
    Background,
    /// Above the barcode of boarding passes.
    Footer,
    /// Full picture of newer event tickets.
    Artwork,
    /// First logo of newer event tickets.
    PrimaryLogo,
    /// Second logo of newer event tickets.
    SecondaryLogo,
    /// Map of the venue.
    VenueMap,
    /// Logo of the enrolment form.
    PersonalizationLogo,
}

impl ImageRole {
    /// Every role.
    pub const ALL: [Self; 11] = [
        Self::Icon,
        Self::Logo,
        Self::Strip,
        Self::Thumbnail,
        Self::Background,
        Self::Footer,
        Self::Artwork,
        Self::PrimaryLogo,
        Self::SecondaryLogo,
        Self::VenueMap,
        Self::PersonalizationLogo,
    ];

    /// The name in the archive, without density and extension.
    pub fn name(self) -> &'static str {
        match self {
            Self::Icon => "icon",
            Self::Logo => "logo",
            Self::Strip => "strip",
            Self::Thumbnail => "thumbnail",
            Self::Background => "background",
            Self::Footer => "footer",
            Self::Artwork => "artwork",
            Self::PrimaryLogo => "primaryLogo",
            Self::SecondaryLogo => "secondaryLogo",
            Self::VenueMap => "venueMap",
            Self::PersonalizationLogo => "personalizationLogo",
        }
    }
}

/// One picture: a PNG file whose header was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Image<'a> {
    /// The file.
    pub bytes: &'a [u8],
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Pixels a point: 1, 2 or 3.
    pub scale: u8,
}

/// A picture kept by a pass.
#[derive(Clone)]
pub(crate) struct StoredImage {
    pub(crate) role: ImageRole,
    pub(crate) scale: u8,
    /// Normalised tag of the language folder that it lies in.
    pub(crate) locale: Option<String>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Role and density out of a file name such as `logo@2x.png`.
pub(crate) fn parse_name(file: &str) -> Option<(ImageRole, u8)> {
    let stem = file
        .strip_suffix(".png")
        .or_else(|| file.strip_suffix(".PNG"))?;
    let (name, scale) = match stem.split_once('@') {
        Some((name, "1x")) => (name, 1),
        Some((name, "2x")) => (name, 2),
        Some((name, "3x")) => (name, 3),
        Some(_) => return None,
        None => (stem, 1),
    };
    let role = ImageRole::ALL
        .into_iter()
        .find(|role| role.name() == name)?;
    Some((role, scale))
}

/// Width and height of a PNG file within the limits, or why it is not used.
pub(crate) fn check_png(bytes: &[u8], limits: &Limits) -> Result<(u32, u32), &'static str> {
    let size = || {
        let body = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
        let header = body
            .get(4..16)
            .filter(|header| header.starts_with(b"IHDR"))?;
        let width = u32::from_be_bytes(header.get(4..8)?.try_into().ok()?);
        let height = u32::from_be_bytes(header.get(8..12)?.try_into().ok()?);
        (width > 0 && height > 0).then_some((width, height))
    };
    let (width, height) = size().ok_or("notPng")?;
    if width > limits.image_width || height > limits.image_height {
        return Err("tooLarge");
    }
    Ok((width, height))
}

/// The picture for a role, nearest to a density: exact, else the next finer, else the finest.
/// Those in the chosen language's folder win, then those outside folders, then any other.
pub(crate) fn choose<'a>(
    images: &'a [StoredImage],
    role: ImageRole,
    scale: u8,
    locales: &[&str],
    reader: &str,
) -> Option<&'a StoredImage> {
    let language = locale::choose(locales, reader);
    let of_role = || images.iter().filter(move |image| image.role == role);
    let nearest = |locale: Option<&str>| {
        let here = of_role().filter(|image| image.locale.as_deref() == locale);
        here.min_by_key(|image| match image.scale {
            finer if finer >= scale => finer - scale,
            coarser => u8::MAX - coarser,
        })
    };
    let own = language.and_then(|language| nearest(Some(language)));
    let other = || {
        of_role()
            .map(|image| image.locale.as_deref())
            .next()
            .and_then(nearest)
    };
    own.or_else(|| nearest(None)).or_else(other)
}
