import { beforeEach, describe, expect, it } from 'vitest';
import type { RefreshOutcome, RefreshedCard } from '../generated/api';
import { speak } from '../messages/index.svelte';
import { reportWords } from './refresh.svelte';

beforeEach(() => speak('en', 'en-GB'));

const card = (title: string, outcome: RefreshOutcome, why: string | null = null): RefreshedCard => ({ id: title, title, outcome, why });
const words = (cards: RefreshedCard[], single = false) => reportWords({ cards, handedOver: false }, single);

describe('how a refresh went', () => {
  it.each<[string, RefreshedCard, string, boolean]>([
    ['news', card('Metsä', 'updated'), 'Metsä has news.', false],
    ['no news', card('Metsä', 'unchanged'), 'Metsä is up to date.', false],
    ['a question too soon', card('Metsä', 'tooSoon'), 'The shop of Metsä was asked a moment ago. Try again a little later.', false],
    ['a card without a shop', card('Metsä', 'notLive'), 'Metsä gets no updates from a shop.', false],
    ['a dead shop', card('Metsä', 'failed', 'unreachable'), 'Metsä is as it was: the shop does not answer. Kantis tries again by itself.', true],
    ['a refused answer', card('Metsä', 'refused', 'signer'), 'Metsä is as it was: the shop sent a version that somebody else had signed.', true],
    ['a reason from a newer core', card('Metsä', 'failed', 'toString'), 'Metsä is as it was: the shop gave an answer that Kantis does not understand. Kantis tries again by itself.', true],
    ['a stop', card('Metsä', 'failed', 'stopped'), 'Stopped. What came before that is kept.', false],
  ])('of one card: %s', (_, one, text, problem) => expect(words([one], true)).toEqual({ text, problem }));

  it('of many: what is new, what failed and why', () => {
    expect(words([card('A', 'updated'), card('B', 'unchanged'), card('C', 'failed', 'timedOut')]).text).toBe('1 card has news. C is as it was: the shop took too long to answer. Kantis tries again by itself.');
    expect(words([card('A', 'unchanged'), card('B', 'tooSoon')]).text).toBe('All your cards are up to date.');
    expect(words([card('A', 'unchanged'), card('B', 'failed', 'gone')]).text).toBe('B is as it was: the shop no longer updates it. The others are up to date.');
    expect(words([card('A', 'updated'), card('B', 'failed', 'gone'), card('C', 'refused', 'signer'), card('D', 'failed', 'busy')]).text).toBe('1 card has news. 3 cards are as they were, since their shops gave no good answer: B, C and D.');
    expect(words([]).text).toBe('None of your cards gets updates from a shop.');
    expect(words([card('A', 'updated'), card('B', 'failed', 'stopped')])).toEqual({ text: '1 card has news. Stopped. What came before that is kept.', problem: false });
  });

  it('by another Kantis', () => expect(reportWords({ cards: [], handedOver: true }, false).text).toContain('Another Kantis'));
});
