//! Handing out: who is sent where.

use std::collections::VecDeque;
use std::thread::Scope;

use super::super::worker;
use super::errand::Errand;
use super::glance::Glance;
use super::lanes::Lanes;
use super::{Round, Task};

/// Origins that have a thread of their own at the same time.
const MOST_ORIGINS: usize = 8;
/// Shops that are visited at the same time.
const MOST_SHOPS: usize = 16;

impl<'a> Round<'a> {
    pub(super) fn hand_out<'scope>(&mut self, scope: &'scope Scope<'scope, '_>)
    where
        'a: 'scope,
    {
        self.send_visitors(scope);
        self.send_lanes(scope);
        while self.workers < MOST_ORIGINS {
            let free = |(origin, _): &(String, Vec<Task>)| !self.active.contains(origin);
            let Some(place) = self.waiting.iter().position(free) else {
                return;
            };
            let Some((origin, tasks)) = self.waiting.remove(place) else {
                return;
            };
            self.active.insert(origin.clone());
            self.workers += 1;
            let worker = worker::Worker {
                asker: self.asker,
                call: self.call(),
                origin,
                sender: self.sender.clone(),
                quiet: self.quiet.clone(),
            };
            scope.spawn(move || worker.work(tasks));
        }
    }

    /// Sends out a thread for all origins where there is nothing to do but to ask.
    fn send_lanes<'scope>(&mut self, scope: &'scope Scope<'scope, '_>)
    where
        'a: 'scope,
    {
        if self.stop.is_set() {
            // Who works for one origin says so for each of its passes.
            return;
        }
        let (mut plain, mut others) = (Vec::new(), VecDeque::new());
        for (origin, tasks) in std::mem::take(&mut self.waiting) {
            if self.active.contains(&origin) || !tasks.iter().all(Task::is_plain) {
                others.push_back((origin, tasks));
                continue;
            }
            let jobs = tasks.into_iter().filter_map(|task| match task {
                Task::Pass(job) => Some(job),
                _ => None,
            });
            self.active.insert(origin.clone());
            plain.push((origin, jobs.collect()));
        }
        self.waiting = others;
        if plain.is_empty() {
            return;
        }
        let lanes = Lanes {
            asker: self.asker,
            call: self.call(),
            sender: self.sender.clone(),
            quiet: self.quiet.clone(),
        };
        // Begun first: a thread takes its time to start.
        let rest = lanes.begin(plain);
        scope.spawn(rest);
    }

    /// Sends out a thread for all shops to be glanced at, and one for each shop in the line, up to
    /// the most; those that come back go on with the next.
    fn send_visitors<'scope>(&mut self, scope: &'scope Scope<'scope, '_>)
    where
        'a: 'scope,
    {
        let Some(visitor) = &self.asker.visitor else {
            return;
        };
        if !self.glances.is_empty() {
            self.glancing += 1;
            let glances = std::mem::take(&mut self.glances);
            let glance = Glance {
                visitor,
                call: self.call(),
                sender: self.sender.clone(),
                quiet: self.quiet_glances.clone(),
            };
            let rest = glance.begin(glances);
            scope.spawn(rest);
        }
        while self.visitors < self.line.wanted().min(MOST_SHOPS) {
            self.visitors += 1;
            let errand = Errand {
                visitor,
                call: self.call(),
                line: self.line.clone(),
                sender: self.sender.clone(),
                quiet: self.quiet_shops.clone(),
            };
            scope.spawn(move || errand.run());
        }
    }
}
