//! Members of a shop in a test, each with a linked wallet.

use chrono::TimeDelta;
use kantis_merchant::engine::members::{self, Joining};
use kantis_merchant::records::{ClientRecord, GrantRecord, Scopes};
use kantis_merchant::secret;
use kantis_protocol::{CodeSecret, DeviceLink};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{TestShop, Visitor};

/// The client of wallets that a test links without a browser. How a person links one over HTTP is
/// told in the stories of signing in.
const CLIENT: &str = "test-wallet";
/// Longer than any story.
const YEARS: i64 = 20;

/// A member with a wallet.
#[derive(Clone)]
pub struct Member {
    /// Who.
    pub id: Uuid,
    /// The card number.
    pub number: String,
    /// The e-mail address.
    pub email: String,
    /// The access token; may read and write.
    pub token: String,
    /// The linked wallet.
    pub grant: Uuid,
    /// Asks with the token.
    pub wallet: Visitor,
}

impl TestShop {
    /// Joins a member who speaks the programme's first language, with a linked wallet.
    pub fn join(&self, email: &str) -> Member {
        let member = self.write(|work| {
            let language = work.programme.programme.languages[0].clone();
            members::join(
                work,
                Joining {
                    email: Some(email.to_owned()),
                    phone: None,
                    name: None,
                    language,
                },
            )
        });
        let (token, grant) = self.link(member.id, true, true);
        Member {
            id: member.id,
            number: member.number.as_str().to_owned(),
            email: email.to_owned(),
            wallet: self.with_token(&token),
            token,
            grant,
        }
    }

    /// Links another wallet of a member: its token and its grant.
    pub fn link(&self, member: Uuid, read: bool, write: bool) -> (String, Uuid) {
        self.link_for(member, read, write, TimeDelta::days(365 * YEARS))
    }

    /// Links a wallet whose token is good for so long.
    pub fn link_for(
        &self,
        member: Uuid,
        read: bool,
        write: bool,
        lasts: TimeDelta,
    ) -> (String, Uuid) {
        let token = super::secret();
        let hash = secret::hash(&token);
        let grant = self.write(|work| {
            let scopes = Scopes { read, write };
            if work.tx.client(CLIENT)?.is_none() {
                work.tx.add_client(&ClientRecord {
                    id: CLIENT.to_owned(),
                    name: None,
                    redirect_uris: Vec::new(),
                    grant_types: Vec::new(),
                    scopes: Scopes {
                        read: true,
                        write: true,
                    },
                    registered: work.now,
                    used: Some(work.now),
                })?;
            }
            let id = work.id();
            work.tx.set_grant(&GrantRecord {
                id,
                member,
                client: CLIENT.to_owned(),
                scopes,
                created: work.now,
                used: work.now,
            })?;
            work.tx
                .add_access_token(&hash, id, scopes, work.now + lasts)?;
            Ok(id)
        });
        (token, grant)
    }

    /// Ends a linked wallet.
    pub fn unlink(&self, grant: Uuid) {
        self.write(|work| Ok(work.tx.end_grant(grant, work.now)?));
    }

    /// The code that a member's wallet shows now, on a device linked for it.
    pub fn code(&self, member: &Member) -> String {
        let link: DeviceLink = member.wallet.post("/v1/devices", &json!({})).read_as();
        let secret: CodeSecret = link.secret;
        secret.code(&link.alias, self.now())
    }

    /// A member buys something, paid by card, recognised by the card number; the till's answer.
    pub fn buy(&self, member: &Member, lines: &Value) -> Value {
        let basket = json!({
            "member": { "by": "number", "value": member.number },
            "lines": lines,
        });
        let priced = self.till().post("/pos/v1/baskets", &basket).ok();
        let key = Uuid::now_v7().to_string();
        self.till()
            .post_once(
                "/pos/v1/purchases",
                &key,
                &json!({
                    "basket": basket,
                    "payments": [{ "means": "card", "amount": priced["total"] }],
                }),
            )
            .ok()
    }
}
