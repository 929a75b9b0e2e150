//! Refresh tokens rotate, wallets are unlinked, members go: what is over is over at once.

use chrono::TimeDelta;
use kantis_protocol::ProblemType;
use kantis_protocol::oauth::Tokens;

use crate::{lets_in, open, said, shuts_out};

#[test]
fn an_access_token_lasts_an_hour() {
    let shop = open();
    let linked = shop.sign_in("aino@example.fi");
    shop.clock.pass(TimeDelta::minutes(59));
    lets_in(&shop, &linked.tokens.access_token);
    shop.clock.pass(TimeDelta::minutes(1));
    shuts_out(&shop, &linked.tokens.access_token);
    let next: Tokens = shop
        .refresh(&linked.client, &linked.tokens.refresh_token)
        .read_as();
    lets_in(&shop, &next.access_token);
}

#[test]
fn an_answer_that_got_lost_is_given_again_for_a_minute() {
    let shop = open();
    let linked = shop.sign_in("aino@example.fi");
    let old = &linked.tokens.refresh_token;
    let first: Tokens = shop.refresh(&linked.client, old).read_as();
    shop.clock.pass(TimeDelta::seconds(60));
    let second: Tokens = shop.refresh(&linked.client, old).read_as();
    // Whichever answer arrived, the wallet goes on with the same token.
    assert_eq!(first.refresh_token, second.refresh_token);
    lets_in(&shop, &first.access_token);
    lets_in(&shop, &second.access_token);
    shop.refresh(&linked.client, &first.refresh_token).ok();
}

#[test]
fn less_than_was_granted_is_for_one_access_token_alone() {
    let shop = open();
    let linked = shop.sign_in("aino@example.fi");
    let refresh = |token: &str, scope: &str| {
        shop.nobody().form(
            "/oauth/token",
            &[
                ("grant_type", "refresh_token"),
                ("client_id", &linked.client),
                ("refresh_token", token),
                ("scope", scope),
            ],
        )
    };
    let narrow: Tokens = refresh(&linked.tokens.refresh_token, "loyalty.read").read_as();
    assert_eq!(narrow.scope, "loyalty.read");
    lets_in(&shop, &narrow.access_token);
    shop.with_token(&narrow.access_token)
        .delete("/v1/account")
        .problem(ProblemType::Forbidden);
    said(
        &refresh(&narrow.refresh_token, "everything"),
        "invalid_scope",
    );
    // What was granted stays granted.
    let whole: Tokens = shop
        .refresh(&linked.client, &narrow.refresh_token)
        .read_as();
    assert_eq!(whole.scope, linked.tokens.scope);
    let gone = shop.with_token(&whole.access_token).delete("/v1/account");
    assert_eq!(gone.status, 204);
}

#[test]
fn an_old_token_that_comes_after_a_minute_ends_the_wallet() {
    let shop = open();
    let linked = shop.sign_in("aino@example.fi");
    let old = &linked.tokens.refresh_token;
    let next: Tokens = shop.refresh(&linked.client, old).read_as();
    shop.clock.pass(TimeDelta::seconds(61));
    said(&shop.refresh(&linked.client, old), "invalid_grant");
    shuts_out(&shop, &next.access_token);
    said(
        &shop.refresh(&linked.client, &next.refresh_token),
        "invalid_grant",
    );
}

#[test]
fn an_old_token_that_comes_after_its_successor_was_used_ends_the_wallet() {
    let shop = open();
    let linked = shop.sign_in("aino@example.fi");
    let old = &linked.tokens.refresh_token;
    let second: Tokens = shop.refresh(&linked.client, old).read_as();
    let third: Tokens = shop
        .refresh(&linked.client, &second.refresh_token)
        .read_as();
    lets_in(&shop, &third.access_token);
    // Within the minute, but the wallet has shown that it got the answer.
    said(&shop.refresh(&linked.client, old), "invalid_grant");
    shuts_out(&shop, &third.access_token);
    said(
        &shop.refresh(&linked.client, &third.refresh_token),
        "invalid_grant",
    );
}

#[test]
fn a_refresh_token_is_its_clients() {
    let shop = open();
    let linked = shop.sign_in("aino@example.fi");
    said(
        &shop.refresh(&shop.client(), &linked.tokens.refresh_token),
        "invalid_grant",
    );
    // An access token is none.
    said(
        &shop.refresh(&linked.client, &linked.tokens.access_token),
        "invalid_grant",
    );
    // And nothing of that did the wallet any harm.
    shop.refresh(&linked.client, &linked.tokens.refresh_token)
        .ok();
}

#[test]
fn ten_wallets_that_refresh_at_once_get_one_successor() {
    let shop = open();
    let linked = shop.sign_in("aino@example.fi");
    let next: Vec<String> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..10)
            .map(|_| {
                scope.spawn(|| {
                    let answer = shop.refresh(&linked.client, &linked.tokens.refresh_token);
                    answer.read_as::<Tokens>().refresh_token
                })
            })
            .collect();
        asked
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(next.iter().all(|token| *token == next[0]));
    shop.refresh(&linked.client, &next[0]).ok();
}

#[test]
fn a_wallet_that_is_unlinked_is_out_at_once() {
    let check = |refresh: bool| {
        let shop = open();
        let linked = shop.sign_in("aino@example.fi");
        let other = shop.sign_in("aino@example.fi");
        let tokens = &linked.tokens;
        lets_in(&shop, &tokens.access_token);
        let wallet = shop.with_token(&tokens.access_token);
        wallet.post_once("/v1/devices", "a", &serde_json::json!({ "name": "Phone" }));
        let token = if refresh {
            &tokens.refresh_token
        } else {
            &tokens.access_token
        };
        let fields = [("token", &**token), ("client_id", &*linked.client)];
        let answer = shop.nobody().form("/oauth/revoke", &fields);
        assert_eq!(answer.status, 200, "{}", answer.text());
        shuts_out(&shop, &tokens.access_token);
        said(
            &shop.refresh(&linked.client, &tokens.refresh_token),
            "invalid_grant",
        );
        // Twice is as once (RFC 7009 §2.2), and another wallet of the member's is as before.
        assert_eq!(shop.nobody().form("/oauth/revoke", &fields).status, 200);
        lets_in(&shop, &other.tokens.access_token);
    };
    check(true);
    check(false);
}

#[test]
fn nobody_unlinks_a_wallet_of_another_client() {
    let shop = open();
    let linked = shop.sign_in("aino@example.fi");
    let fields = [
        ("token", &*linked.tokens.refresh_token),
        ("client_id", "another"),
    ];
    said(
        &shop.nobody().form("/oauth/revoke", &fields),
        "invalid_grant",
    );
    lets_in(&shop, &linked.tokens.access_token);
    said(&shop.nobody().form("/oauth/revoke", &[]), "invalid_request");
    // Nor does anybody who does not say who they are (RFC 7009 §2.1).
    said(
        &shop
            .nobody()
            .form("/oauth/revoke", &[("token", &linked.tokens.refresh_token)]),
        "invalid_request",
    );
    lets_in(&shop, &linked.tokens.access_token);
}

#[test]
fn letters_that_were_kept_go_with_the_member() {
    let shop = open();
    let aino = shop.sign_in("aino@example.fi");
    shop.sign_in("onni@example.fi");
    let gone = shop
        .with_token(&aino.tokens.access_token)
        .delete("/v1/account");
    assert_eq!(gone.status, 204);
    assert_eq!(shop.letters.to("aino@example.fi").len(), 0);
    assert_eq!(shop.letters.to("onni@example.fi").len(), 1);
}

#[test]
fn a_member_who_is_gone_has_no_wallets() {
    let shop = open();
    let linked = shop.sign_in("aino@example.fi");
    let account = shop
        .with_token(&linked.tokens.access_token)
        .get("/v1/account")
        .ok();
    let member = account["member"]["id"].as_str().unwrap().parse().unwrap();
    shop.write(|work| Ok(work.tx.delete_member(member)?));
    shuts_out(&shop, &linked.tokens.access_token);
    said(
        &shop.refresh(&linked.client, &linked.tokens.refresh_token),
        "invalid_grant",
    );
}

#[test]
fn what_is_over_is_forgotten_and_what_is_used_is_not() {
    let shop = open();
    let silent = shop.sign_in("aino@example.fi");
    let client = shop.client();
    shop.clock.pass(TimeDelta::days(364));
    let busy = shop.sign_in("onni@example.fi");
    shop.clock.pass(TimeDelta::days(2));
    shop.write(|work| Ok(work.tx.trim_grants(work.now)?));
    said(
        &shop.refresh(&silent.client, &silent.tokens.refresh_token),
        "invalid_client",
    );
    said(&shop.refresh(&client, "x"), "invalid_client");
    shop.refresh(&busy.client, &busy.tokens.refresh_token).ok();
}

#[test]
fn the_token_endpoint_takes_a_form_of_a_public_client() {
    let shop = open();
    let nobody = shop.nobody();
    said(&nobody.form("/oauth/token", &[]), "invalid_request");
    said(
        &nobody.form(
            "/oauth/token",
            &[("grant_type", "password"), ("client_id", "x")],
        ),
        "unsupported_grant_type",
    );
    said(
        &nobody.post("/oauth/token", &serde_json::json!({})),
        "invalid_request",
    );
    let twice = [
        ("grant_type", "refresh_token"),
        ("grant_type", "refresh_token"),
    ];
    said(&nobody.form("/oauth/token", &twice), "invalid_request");
    let huge = "a".repeat(20_000);
    let answer = nobody.form("/oauth/token", &[("grant_type", &huge)]);
    answer.problem(ProblemType::TooLarge);
    let basic = nobody.header("authorization", "Basic eDp5");
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", "x"),
        ("client_id", "x"),
    ];
    let answer = basic.form("/oauth/token", &fields);
    said(&answer, "invalid_client");
    // RFC 6749 §5.2: the scheme that the client tried.
    assert_eq!(answer.header("www-authenticate"), Some("Basic"));
}

#[test]
fn nobody_comes_in_without_a_token_and_no_kind_of_key_opens_anothers_door() {
    let shop = open();
    shop.nobody()
        .get("/v1/account")
        .problem(ProblemType::Unauthorized);
    shuts_out(&shop, "nonsense");
    shuts_out(&shop, &"a".repeat(5000));
    let answer = shop.nobody().get("/v1/account");
    assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    let answer = shop.with_token("nonsense").get("/v1/account");
    assert_eq!(
        answer.header("www-authenticate"),
        Some("Bearer error=\"invalid_token\"")
    );
    let linked = shop.sign_in("aino@example.fi");
    let wallet = shop.with_token(&linked.tokens.access_token);
    wallet
        .poke("/pos/v1/invites")
        .problem(ProblemType::Forbidden);
    shop.web_shop()
        .poke("/pos/v1/invites")
        .problem(ProblemType::Forbidden);
    shop.till()
        .get("/v1/account")
        .problem(ProblemType::Forbidden);
}
