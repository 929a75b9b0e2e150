//! A person at the shop's pages, with a browser of the simplest kind: cookies, links, forms.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kantis_protocol::oauth::{Registered, Tokens};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{Answer, TestShop};

/// Where a wallet of the tests gets its answers.
pub const REDIRECT: &str = "app.kantis.wallet:/oauth";
/// A PKCE verifier (RFC 7636 §4.1).
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// A browser that knows one shop.
#[derive(Clone)]
pub struct Browser<'a> {
    shop: &'a TestShop,
    cookies: BTreeMap<String, String>,
    /// Sent with each request, beside the cookies.
    pub headers: Vec<(String, String)>,
}

/// A page, or where the way leads out of the shop.
pub struct Page {
    /// The last answer.
    pub answer: Answer,
    /// An address that is not the shop's.
    pub out: Option<String>,
}

/// A wallet that is linked.
#[derive(Clone)]
pub struct Linked {
    /// Its client.
    pub client: String,
    /// Its tokens.
    pub tokens: Tokens,
}

impl<'a> Browser<'a> {
    /// One without any cookies.
    pub fn new(shop: &'a TestShop) -> Self {
        Self {
            shop,
            cookies: BTreeMap::new(),
            headers: Vec::new(),
        }
    }

    /// Opens an address of the shop and follows where it leads.
    pub fn open(&mut self, path: &str) -> Page {
        self.follow("GET", path, &[])
    }

    /// Sends the form with this action, with what it holds itself and these fields.
    #[track_caller]
    pub fn send(&mut self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let html = page.answer.text();
        let form = form(&html, action).unwrap_or_else(|| panic!("no form {action} in {html}"));
        let mut all = hidden(form);
        all.extend(
            fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let all: Vec<(&str, &str)> = all
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        self.follow("POST", action, &all)
    }

    /// Posts a form that no page has.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.follow("POST", path, fields)
    }

    fn follow(&mut self, method: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut answer = self.ask(method, path, fields);
        for _ in 0..10 {
            let Some(location) = answer.header("location").map(str::to_owned) else {
                return Page { answer, out: None };
            };
            let inside = location
                .strip_prefix(&self.shop.url)
                .unwrap_or(&location)
                .to_owned();
            if !inside.starts_with('/') {
                return Page {
                    answer,
                    out: Some(location),
                };
            }
            assert_eq!(answer.status, 303, "{}", answer.asked);
            answer = self.ask("GET", &inside, &[]);
        }
        panic!("{method} {path} leads in circles");
    }

    fn ask(&mut self, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut visitor = self.shop.nobody();
        if !cookies.is_empty() {
            visitor = visitor.header("cookie", &cookies.join("; "));
        }
        for (name, value) in &self.headers {
            visitor = visitor.header(name, value);
        }
        let answer = match method {
            "GET" => visitor.get(path),
            _ => visitor.form(path, fields),
        };
        for cookie in answer.headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer
    }

    /// From the first page to the one that asks whether the wallet may be linked, as a person with
    /// this address: joins when they are new.
    #[track_caller]
    pub fn sign_in(&mut self, page: &Page, email: &str) -> Page {
        let page = self.send(page, "/sign-in/email", &[("email", email)]);
        let code = self.shop.mailed_code(email);
        let page = self.send(&page, "/sign-in/code", &[("code", &code)]);
        if form(&page.answer.text(), "/sign-in/join").is_none() {
            return page;
        }
        self.send(&page, "/sign-in/join", &[])
    }
}

impl Page {
    /// A parameter of the address that the way led out to.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let out = self.out.as_ref()?;
        let (_, query) = out.split_once('?')?;
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    }

    /// Whether the page has a form with this action.
    pub fn has(&self, action: &str) -> bool {
        form(&self.answer.text(), action).is_some()
    }
}

fn form<'a>(html: &'a str, action: &str) -> Option<&'a str> {
    html.split("<form")
        .skip(1)
        .find(|form| form.contains(&format!("action=\"{action}\"")))
        .and_then(|form| form.split("</form>").next())
}

fn hidden(form: &str) -> Vec<(String, String)> {
    let of = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(rest.split('"').next()?.replace("&#38;", "&"))
    };
    form.split("<input")
        .filter_map(|rest| rest.split('>').next())
        .filter(|tag| of(tag, "type").as_deref() == Some("hidden"))
        .filter_map(|tag| Some((of(tag, "name")?, of(tag, "value")?)))
        .collect()
}

/// The S256 challenge of a verifier.
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

impl TestShop {
    /// The newest code that was sent to an address.
    #[track_caller]
    pub fn mailed_code(&self, email: &str) -> String {
        let letters = self.letters.to(&email.to_lowercase());
        let letter = letters
            .last()
            .unwrap_or_else(|| panic!("no letter to {email}"));
        letter
            .text
            .split_whitespace()
            .find(|word| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit()))
            .unwrap_or_else(|| panic!("no code in {}", letter.text))
            .to_owned()
    }

    /// Registers a client as Kantis does.
    pub fn client(&self) -> String {
        let asked = json!({
            "redirect_uris": [REDIRECT, "http://127.0.0.1/back"],
            "client_name": "Kantis of the tests",
            "token_endpoint_auth_method": "none",
            "grant_types": [
                "authorization_code",
                "refresh_token",
                "urn:ietf:params:oauth:grant-type:device_code",
            ],
        });
        let answer = self.nobody().post("/oauth/register", &asked);
        answer.read_as::<Registered>().client_id
    }

    /// The address that a wallet opens in the browser.
    pub fn authorize_url(&self, client: &str, more: &[(&str, &str)]) -> String {
        let challenge = challenge(VERIFIER);
        let mut parameters = BTreeMap::from([
            ("response_type", "code"),
            ("client_id", client),
            ("redirect_uri", REDIRECT),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("state", "a state"),
        ]);
        parameters.extend(more.iter().copied());
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(parameters.iter().filter(|(_, value)| !value.is_empty()))
            .finish();
        format!("/oauth/authorize?{query}")
    }

    /// Links a wallet with everything that it may ask for; whoever is new joins.
    #[track_caller]
    pub fn sign_in(&self, email: &str) -> Linked {
        let client = self.client();
        self.sign_in_through(&client, email, "")
    }

    /// Links a wallet through a client, for these scopes; none is all.
    #[track_caller]
    pub fn sign_in_through(&self, client: &str, email: &str, scope: &str) -> Linked {
        let mut browser = Browser::new(self);
        let first = browser.open(&self.authorize_url(client, &[("scope", scope)]));
        let asked = browser.sign_in(&first, email);
        let done = browser.send(&asked, "/sign-in/decide", &[("answer", "allow")]);
        let code = done.parameter("code").expect("an authorization code");
        let tokens = self.trade_code(client, &code).read_as();
        Linked {
            client: client.to_owned(),
            tokens,
        }
    }

    /// Trades an authorization code.
    pub fn trade_code(&self, client: &str, code: &str) -> Answer {
        self.nobody().form(
            "/oauth/token",
            &[
                ("grant_type", "authorization_code"),
                ("client_id", client),
                ("code", code),
                ("redirect_uri", REDIRECT),
                ("code_verifier", VERIFIER),
            ],
        )
    }

    /// Trades a refresh token.
    pub fn refresh(&self, client: &str, token: &str) -> Answer {
        self.nobody().form(
            "/oauth/token",
            &[
                ("grant_type", "refresh_token"),
                ("client_id", client),
                ("refresh_token", token),
            ],
        )
    }
}
