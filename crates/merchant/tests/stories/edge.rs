//! What every request is answered that leads nowhere.

use kantis_protocol::{Discovery, ProblemType, Programme, WELL_KNOWN};

use crate::shop::TestShop;

/// The least a programme can be.
pub(crate) const BARE: &str = r##"
[programme]
id = "bare"
name = "Bare"
issuer = "Bare Oy"
currency = "EUR"
time_zone = "Europe/Helsinki"
colour = "#336699"
languages = ["en", "fi"]

[seller]
name = "Bare Oy"
vat_id = "FI12345671"
"##;

#[test]
fn what_is_not_there_is_a_problem() {
    let shop = TestShop::open(BARE);
    shop.nobody().get("/nowhere").problem(ProblemType::NotFound);
}

#[test]
fn the_logo_beside_the_programme_is_where_the_shop_says_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let picture = b"\x89PNG\r\n\x1a\n and the rest";
    std::fs::write(folder.path().join("logo.png"), picture).unwrap();
    let programme = BARE.replace("[seller]", "logo = \"logo.png\"\n\n[seller]");
    let shop = TestShop::open_with(&programme, |settings| {
        settings.beside = Some(folder.path().to_owned());
    });
    let found: Discovery = shop.nobody().get(WELL_KNOWN).read_as();
    let shown: Programme = shop.nobody().get("/v1/programme").read_as();
    assert_eq!(found.logo, shown.logo);
    let address = found.logo.unwrap();
    let logo = shop.nobody().get(address.strip_prefix(&shop.url).unwrap());
    assert_eq!((logo.status, &logo.body[..]), (200, &picture[..]));
    assert_eq!(logo.header("content-type"), Some("image/png"));
    let bare = TestShop::open(BARE);
    bare.nobody()
        .get("/logo/0123")
        .problem(ProblemType::NotFound);
}
