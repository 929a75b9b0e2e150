//! Pictures as raw bytes: photos from the store, and pictures inside an original pass file.

use std::collections::BTreeMap;

use kantis_pass::{ImageRole, Limits, Pass};
use kantis_wallet::{BlobId, ConnectionId};

use crate::convert::{self, id_of};
use crate::{Api, ApiError, Code};

/// Bytes and what they are.
#[derive(Clone, PartialEq, Eq)]
pub struct Blob {
    /// Media type (RFC 6838).
    pub mime: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// A file to be saved under this name. Others are pictures to be shown, and never change.
    pub save_as: Option<String>,
}

impl Api {
    /// A picture by the id that a card or a pass gave, or an exported file.
    ///
    /// # Errors
    /// `notFound`; why the wallet is not open.
    pub fn blob(&self, id: &str) -> Result<Blob, ApiError> {
        let wallet = self.wallet()?;
        if let Some(file) = self.exports.get(id, self.clock().now()) {
            return file;
        }
        if let Some(picture) = PassPicture::parse(id) {
            let file = wallet.blob(picture.file).map_err(convert::error)?;
            return picture.cut_out(&file.bytes);
        }
        if let Some(picture) = id.strip_prefix(SHOP) {
            let picture = wallet.shop_picture(id_of(picture)?);
            let picture = picture.map_err(convert::error)?;
            return Ok(Blob {
                mime: picture.mime,
                bytes: picture.bytes,
                save_as: None,
            });
        }
        let blob = wallet.blob(id_of::<BlobId>(id)?).map_err(convert::error)?;
        // An original pass file holds its issuer's token: it leaves only by an export.
        if !blob.mime.starts_with("image/") {
            return Err(ApiError::new(Code::NotFound));
        }
        Ok(Blob {
            mime: blob.mime,
            bytes: blob.bytes,
            save_as: None,
        })
    }

    /// The id of the picture that a pass shows on a tile.
    pub(crate) fn pass_logo(&self, file: BlobId) -> String {
        PassPicture {
            file,
            what: Picture::Tile,
            locale: self.reading_locale(),
        }
        .id()
    }
}

/// What ids of pictures begin with that shops sent for their offers and rewards.
const SHOP: &str = "shop-";

/// Pictures of one shop's offers and rewards, by the address that a record names.
#[derive(Default)]
pub(crate) struct ShopPictures(BTreeMap<String, BlobId>);

impl ShopPictures {
    /// The id of the picture at this address, if it is there.
    pub(crate) fn id(&self, address: Option<&str>) -> Option<String> {
        let picture = self.0.get(address?)?;
        Some(format!("{SHOP}{picture}"))
    }
}

impl Api {
    /// The pictures that are there of a connection.
    pub(crate) fn shop_pictures(&self, connection: ConnectionId) -> Result<ShopPictures, ApiError> {
        let pictures = self.wallet()?.shop_pictures(connection);
        Ok(ShopPictures(pictures.map_err(convert::error)?))
    }
}

/// What a picture in a pass is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Picture {
    /// The logo, else the icon.
    Tile,
    /// One role.
    Role(ImageRole),
}

/// A picture inside an original pass file: `pass-FILE-ROLE-LOCALE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PassPicture {
    pub(crate) file: BlobId,
    pub(crate) what: Picture,
    pub(crate) locale: String,
}

/// The density that is asked for; a pass without it gives its next best.
const DENSITY: u8 = 2;

impl PassPicture {
    pub(crate) fn id(&self) -> String {
        let what = match self.what {
            Picture::Tile => "tile",
            Picture::Role(role) => role.name(),
        };
        format!("pass-{}-{what}-{}", self.file, self.locale)
    }

    fn parse(id: &str) -> Option<Self> {
        let mut parts = id.strip_prefix("pass-")?.splitn(3, '-');
        let file = parts.next()?.parse().ok()?;
        let what = match parts.next()? {
            "tile" => Picture::Tile,
            role => {
                let role = ImageRole::ALL
                    .into_iter()
                    .find(|known| known.name() == role)?;
                Picture::Role(role)
            }
        };
        Some(Self {
            file,
            what,
            locale: parts.next()?.to_owned(),
        })
    }

    fn cut_out(&self, file: &[u8]) -> Result<Blob, ApiError> {
        let missing = || ApiError::new(Code::NotFound);
        let pass = Pass::read(file, &Limits::default()).map_err(|_| missing())?;
        let image = |role| pass.image(role, DENSITY, &self.locale);
        let image = match self.what {
            Picture::Tile => image(ImageRole::Logo).or_else(|| image(ImageRole::Icon)),
            Picture::Role(role) => image(role),
        };
        let image = image.ok_or_else(missing)?;
        Ok(Blob {
            mime: "image/png".to_owned(),
            bytes: image.bytes.to_vec(),
            save_as: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_was_written() {
        let picture = PassPicture {
            file: BlobId([7; 32]),
            what: Picture::Role(ImageRole::Strip),
            locale: "zh-Hans-CN".to_owned(),
        };
        assert_eq!(PassPicture::parse(&picture.id()), Some(picture));
        for id in ["pass-", "pass-00-logo-fi", "pass-zz", "nothing"] {
            assert_eq!(PassPicture::parse(id), None, "{id}");
        }
    }
}
