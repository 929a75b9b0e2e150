//! Whatever was done: taking all of it back leaves what was there before.

use kantis_barcode::Symbology;
use kantis_wallet::{
    CardContent, CardQuery, CustomField, Group, GroupId, Origin, StoredCard, Wallet, WalletError,
};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::{Home, add, symbol, titled};

#[derive(Debug, Clone)]
enum Act {
    Add(u8),
    Update(Index, u8),
    Duplicate(Index),
    Archive(Vec<Index>, bool),
    Favourite(Vec<Index>, bool),
    Delete(Vec<Index>),
    Move(Index, Option<Index>),
    GroupCreate(u8),
    GroupRename(Index, u8),
    GroupDelete(Index),
    GroupOrder(Index),
    GroupMembers(Index, Vec<Index>, bool),
    Clock(i64),
}

fn act() -> impl Strategy<Value = Act> {
    let one = any::<Index>;
    let some = || prop::collection::vec(any::<Index>(), 1..3);
    prop_oneof![
        any::<u8>().prop_map(Act::Add),
        (one(), any::<u8>()).prop_map(|(card, seed)| Act::Update(card, seed)),
        one().prop_map(Act::Duplicate),
        (some(), any::<bool>()).prop_map(|(cards, on)| Act::Archive(cards, on)),
        (some(), any::<bool>()).prop_map(|(cards, on)| Act::Favourite(cards, on)),
        some().prop_map(Act::Delete),
        (one(), prop::option::of(one())).prop_map(|(card, after)| Act::Move(card, after)),
        any::<u8>().prop_map(Act::GroupCreate),
        (one(), any::<u8>()).prop_map(|(group, seed)| Act::GroupRename(group, seed)),
        one().prop_map(Act::GroupDelete),
        one().prop_map(Act::GroupOrder),
        (one(), some(), any::<bool>()).prop_map(|(g, cards, on)| Act::GroupMembers(g, cards, on)),
        (-10_000_000_i64..10_000_000).prop_map(Act::Clock),
    ]
}

fn content(seed: u8, groups: &[GroupId]) -> CardContent {
    let symbols = (0..seed % 3)
        .map(|n| symbol(Symbology::QrCode, &n.to_string()))
        .collect();
    let fields = (0..seed % 4)
        .map(|n| CustomField {
            label: n.to_string(),
            value: seed.to_string(),
        })
        .collect();
    let groups = groups.iter().copied().take(usize::from(seed % 2)).collect();
    CardContent {
        symbols,
        fields,
        groups,
        ..titled(&format!("Kortti {seed}"))
    }
}

/// All that can be seen of a wallet.
fn seen(wallet: &Wallet) -> (Vec<StoredCard>, Vec<Group>) {
    let ids = [false, true].into_iter().flat_map(|archived| {
        let query = CardQuery {
            archived,
            ..CardQuery::default()
        };
        wallet
            .cards(&query)
            .unwrap()
            .cards
            .into_iter()
            .map(|card| card.id)
    });
    let cards = ids.map(|id| wallet.card(id).unwrap()).collect();
    (cards, wallet.groups().unwrap())
}

/// Does it as far as it can be done; what the wallet refuses is no step.
fn perform(home: &Home, wallet: &Wallet, act: &Act) {
    let (cards, groups) = seen(wallet);
    let groups: Vec<GroupId> = groups.into_iter().map(|group| group.id).collect();
    let cards: Vec<_> = cards.into_iter().map(|card| card.id).collect();
    let card = |index: &Index| cards[index.index(cards.len())];
    let several = |indices: &[Index]| {
        let mut ids: Vec<_> = indices.iter().map(card).collect();
        ids.dedup();
        ids
    };
    let none = cards.is_empty();
    let result = match act {
        Act::Add(seed) => wallet
            .add(content(*seed, &groups), Origin::Manual)
            .map(drop),
        Act::Clock(by) => {
            home.clock.forward(chrono::TimeDelta::milliseconds(*by));
            Ok(())
        }
        Act::GroupCreate(seed) => wallet.group_create(&format!("g{}", seed % 5)).map(drop),
        Act::GroupRename(..) | Act::GroupDelete(_) | Act::GroupOrder(_) if groups.is_empty() => {
            Ok(())
        }
        Act::GroupRename(group, seed) => {
            let group = groups[group.index(groups.len())];
            wallet
                .group_rename(group, &format!("G{}", seed % 5))
                .map(drop)
        }
        Act::GroupDelete(group) => wallet
            .group_delete(groups[group.index(groups.len())])
            .map(drop),
        Act::GroupOrder(first) => wallet
            .group_order(&[groups[first.index(groups.len())]])
            .map(drop),
        _ if none => Ok(()),
        Act::Update(id, seed) => wallet.update(card(id), content(*seed, &groups)).map(drop),
        Act::Duplicate(id) => wallet.duplicate(card(id)).map(drop),
        Act::Archive(ids, on) => wallet.archive(&several(ids), *on).map(drop),
        Act::Favourite(ids, on) => wallet.favourite(&several(ids), *on).map(drop),
        Act::Delete(ids) => wallet.delete(&several(ids)).map(drop),
        Act::Move(id, after) => wallet
            .move_after(card(id), after.as_ref().map(card))
            .map(drop),
        Act::GroupMembers(..) if groups.is_empty() => Ok(()),
        Act::GroupMembers(group, ids, on) => {
            let group = groups[group.index(groups.len())];
            wallet.group_members(group, &several(ids), *on).map(drop)
        }
    };
    match result {
        Ok(()) | Err(WalletError::NotFound | WalletError::Invalid(_)) => {}
        Err(error) => panic!("{act:?}: {error:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_taken_back_is_as_before(acts in prop::collection::vec(act(), 1..20)) {
        let home = Home::new();
        let wallet = home.open();
        let group = wallet.group_create("Ruoka").unwrap().id;
        for title in ["A", "B", "C"] {
            let id = add(&wallet, title);
            wallet.group_members(group, &[id], true).unwrap();
        }
        let before = seen(&wallet);
        // The steps that made what was there.
        let made = 7;
        for act in &acts {
            perform(&home, &wallet, act);
        }
        let steps: u32 = home
            .sql("wallet.db")
            .query_row("SELECT count(*) FROM step", [], |row| row.get(0))
            .unwrap();
        for _ in made..steps {
            let undone = wallet.undo(None).unwrap();
            prop_assert_eq!(undone.kept, 0);
        }
        prop_assert_eq!(seen(&wallet), before);
    }
}
