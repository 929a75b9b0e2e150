//! People at the sign-in pages.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use uuid::Uuid;

use super::{bits, hash, scopes};
use crate::records::{Aim, Hash, SentCode, SignInRecord};
use crate::store::StoreError;
use crate::store::sqlite::convert::{instant, millis};

const TABLE: &str = "sign_in";

pub(super) fn sign_in(
    connection: &Connection,
    ticket: &Hash,
) -> Result<Option<SignInRecord>, StoreError> {
    connection
        .prepare_cached("SELECT * FROM sign_in WHERE hash = ?1")?
        .query_row([ticket.as_slice()], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

pub(super) fn set(connection: &Connection, sign_in: &SignInRecord) -> Result<(), StoreError> {
    let aim = columns(&sign_in.aim);
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO sign_in (hash, browser, aim, client, redirect_uri, state,
               challenge, scopes, device, email, code, code_expires, tries, proven, member, expires)
             VALUES (:hash, :browser, :aim, :client, :redirect_uri, :state, :challenge, :scopes,
               :device, :email, :code, :code_expires, :tries, :proven, :member, :expires)",
        )?
        .execute(named_params! {
            ":hash": sign_in.hash.as_slice(),
            ":browser": sign_in.browser.as_slice(),
            ":aim": aim.word,
            ":client": aim.client,
            ":redirect_uri": aim.redirect_uri,
            ":state": aim.state,
            ":challenge": aim.challenge,
            ":scopes": aim.scopes,
            ":device": aim.device,
            ":email": sign_in.email,
            ":code": sign_in.code.as_ref().map(|code| code.hash.as_slice()),
            ":code_expires": sign_in.code.as_ref().map(|code| millis(code.expires)),
            ":tries": sign_in.code.as_ref().map(|code| code.tries),
            ":proven": sign_in.proven,
            ":member": sign_in.member,
            ":expires": millis(sign_in.expires),
        })?;
    Ok(())
}

pub(super) fn keep_begun(connection: &Connection, most: u32) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "DELETE FROM sign_in WHERE hash IN
               (SELECT hash FROM sign_in WHERE code IS NULL AND proven = 0
                ORDER BY expires DESC, hash LIMIT -1 OFFSET ?1)",
        )?
        .execute([most])?;
    Ok(())
}

pub(super) fn knows_browser(connection: &Connection, browser: &Hash) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM known_browser WHERE hash = ?1")?
        .exists([browser.as_slice()])?)
}

pub(super) fn know_browser(
    connection: &Connection,
    browser: &Hash,
    member: Uuid,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO known_browser (hash, member, used) VALUES (?1, ?2, ?3)",
        )?
        .execute((browser.as_slice(), member, millis(at)))?;
    Ok(())
}

pub(super) fn end(connection: &Connection, ticket: &Hash) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM sign_in WHERE hash = ?1")?
        .execute([ticket.as_slice()])?;
    Ok(())
}

/// An aim as columns.
#[derive(Default)]
struct Columns<'a> {
    word: &'static str,
    client: Option<&'a str>,
    redirect_uri: Option<&'a str>,
    state: Option<&'a str>,
    challenge: Option<&'a str>,
    scopes: Option<i64>,
    device: Option<&'a [u8]>,
}

fn columns(aim: &Aim) -> Columns<'_> {
    match aim {
        Aim::Authorize {
            client,
            redirect_uri,
            state,
            challenge,
            scopes,
        } => Columns {
            word: "authorize",
            client: Some(client),
            redirect_uri: Some(redirect_uri),
            state: state.as_deref(),
            challenge: Some(challenge),
            scopes: Some(bits(*scopes)),
            device: None,
        },
        Aim::Device(hash) => Columns {
            word: "device",
            device: Some(hash),
            ..Columns::default()
        },
        Aim::Join => Columns {
            word: "join",
            ..Columns::default()
        },
    }
}

fn aim(row: &Row<'_>) -> Result<Aim, StoreError> {
    let word: String = row.get("aim")?;
    Ok(match word.as_str() {
        "authorize" => Aim::Authorize {
            client: row.get("client")?,
            redirect_uri: row.get("redirect_uri")?,
            state: row.get("state")?,
            challenge: row.get("challenge")?,
            scopes: scopes(row.get("scopes")?),
        },
        "device" => Aim::Device(hash(row.get("device")?, TABLE)?),
        "join" => Aim::Join,
        _ => return Err(StoreError::Unreadable { table: TABLE }),
    })
}

fn read(row: &Row<'_>) -> Result<SignInRecord, StoreError> {
    let code = match row.get::<_, Option<Vec<u8>>>("code")? {
        Some(code) => Some(SentCode {
            hash: hash(code, TABLE)?,
            expires: instant(row.get("code_expires")?, TABLE)?,
            tries: row.get("tries")?,
        }),
        None => None,
    };
    Ok(SignInRecord {
        hash: hash(row.get("hash")?, TABLE)?,
        browser: hash(row.get("browser")?, TABLE)?,
        aim: aim(row)?,
        email: row.get("email")?,
        code,
        proven: row.get("proven")?,
        member: row.get("member")?,
        expires: instant(row.get("expires")?, TABLE)?,
    })
}
