//! Where members' records stand, so that a wallet that asks whether anything changed is answered
//! without a question to the database. Most wallets that ask are.
//!
//! What a transaction touched is forgotten when the transaction lasts, before it is answered. A
//! state that was on its way from the database meanwhile is not remembered: `generation` tells.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use uuid::Uuid;

use crate::store::{State, Touched};

/// Members whose state is remembered.
const MOST: usize = 50_000;

/// Where members' records stand.
#[derive(Default)]
pub(crate) struct States {
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    generation: u64,
    states: HashMap<Uuid, State>,
}

impl States {
    /// A member's state, or the generation for [`States::remember`] where it is not known.
    pub(super) fn find(&self, member: Uuid) -> Result<State, u64> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.states.get(&member).copied().ok_or(known.generation)
    }

    /// Remembers what the database said, unless something changed since.
    pub(super) fn remember(&self, member: Uuid, state: State, generation: u64) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.generation != generation {
            return;
        }
        if known.states.len() >= MOST {
            known.states.clear();
        }
        known.states.insert(member, state);
    }

    /// Forgets what a transaction changed.
    pub(super) fn forget(&self, touched: &Touched) {
        if !touched.everyone && touched.members.is_empty() {
            return;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.generation += 1;
        if touched.everyone {
            known.states.clear();
        } else {
            for member in &touched.members {
                known.states.remove(member);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touching(member: Uuid) -> Touched {
        Touched {
            members: [member].into(),
            ..Touched::default()
        }
    }

    #[test]
    fn what_changed_meanwhile_is_not_remembered() {
        let states = States::default();
        let (member, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let state = State {
            epoch: 1,
            sequence: 7,
        };
        let generation = states.find(member).unwrap_err();
        states.remember(member, state, generation);
        assert_eq!(states.find(member).unwrap().sequence, 7);

        states.forget(&touching(other));
        assert_eq!(
            states.find(member).unwrap().sequence,
            7,
            "not this member's"
        );
        states.forget(&touching(member));
        states.remember(member, state, generation);
        let generation = states
            .find(member)
            .expect_err("it is from before the change");

        states.remember(member, state, generation);
        states.forget(&Touched {
            everyone: true,
            ..Touched::default()
        });
        assert!(states.find(member).is_err());
    }
}
