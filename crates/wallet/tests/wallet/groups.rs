//! Groups.

use kantis_wallet::{CardQuery, GroupId, InvalidCard, Wallet, WalletError};

use crate::support::{Home, add, titles};

fn names(wallet: &Wallet) -> Vec<(String, u32)> {
    wallet
        .groups()
        .unwrap()
        .into_iter()
        .map(|group| (group.name, group.count))
        .collect()
}

fn invalid(why: &'static str) -> WalletError {
    WalletError::Invalid(InvalidCard {
        field: "group",
        why,
    })
}

#[test]
fn groups_are_made_named_ordered_and_counted() {
    let home = Home::new();
    let wallet = home.open();
    let [a, b, c] = ["Ruoka", "Kahvi", "Matka"].map(|name| wallet.group_create(name).unwrap().id);
    let cards = ["1", "2"].map(|title| add(&wallet, title));
    wallet.group_members(a, &cards, true).unwrap();
    wallet.group_members(b, &cards[..1], true).unwrap();
    wallet.archive(&cards[..1], true).unwrap();
    assert_eq!(
        names(&wallet),
        [
            ("Ruoka".into(), 1),
            ("Kahvi".into(), 0),
            ("Matka".into(), 0)
        ]
    );
    wallet.group_order(&[c, a]).unwrap();
    wallet.group_rename(c, " Matkat ").unwrap();
    let expected = ["Matkat", "Ruoka", "Kahvi"];
    assert!(names(&wallet).iter().map(|(name, _)| name).eq(expected));
    let listing = wallet
        .cards(&CardQuery {
            group: Some(a),
            ..CardQuery::default()
        })
        .unwrap();
    assert_eq!(listing.cards.len(), 1);
    assert_eq!(listing.cards[0].groups, [a]);
    wallet.group_members(a, &cards, false).unwrap();
    assert_eq!(
        titles(
            &wallet,
            &CardQuery {
                group: Some(a),
                ..CardQuery::default()
            }
        )
        .len(),
        0
    );
}

#[test]
fn names_are_unique_whatever_their_case() {
    let home = Home::new();
    let wallet = home.open();
    let group = wallet.group_create("Äidin kortit").unwrap().id;
    assert_eq!(wallet.group_create("ÄIDIN KORTIT"), Err(invalid("exists")));
    assert_eq!(wallet.group_create("  "), Err(invalid("empty")));
    assert_eq!(
        wallet.group_create(&"x".repeat(61)),
        Err(invalid("tooLong"))
    );
    let other = wallet.group_create("Muut").unwrap().id;
    assert_eq!(
        wallet.group_rename(other, "äidin kortit"),
        Err(invalid("exists"))
    );
    wallet.group_rename(group, "ÄIDIN kortit").unwrap();
    let nobody = GroupId(uuid::Uuid::nil());
    assert_eq!(wallet.group_rename(nobody, "x"), Err(WalletError::NotFound));
    assert_eq!(wallet.group_delete(nobody), Err(WalletError::NotFound));
    assert_eq!(wallet.group_order(&[nobody]), Err(WalletError::NotFound));
}

#[test]
fn a_deleted_group_leaves_its_cards_and_comes_back_with_them() {
    let home = Home::new();
    let wallet = home.open();
    let group = wallet.group_create("Ruoka").unwrap().id;
    let card = add(&wallet, "A");
    wallet.group_members(group, &[card], true).unwrap();
    wallet.group_delete(group).unwrap();
    assert_eq!(wallet.card(card).unwrap().content.groups, []);
    assert_eq!(names(&wallet), []);
    wallet.undo(None).unwrap();
    assert_eq!(wallet.card(card).unwrap().content.groups, [group]);
    assert_eq!(names(&wallet), [("Ruoka".into(), 1)]);
}
