//! What every request is answered that leads nowhere.

use kantis_protocol::ProblemType;

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
