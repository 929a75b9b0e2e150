/** What happened, in a sentence: the issuer's own words where there are any. */
import type { Balance, Happening, Topic } from '../generated/api';
import type { IconName } from '../components/icons';
import { locale, t, tOr } from '../messages/index.svelte';
import { amountAlone, amountWords, difference } from './balances';
import { formatDate } from './dates';
import { formatAmount } from './numbers';

export const TOPICS: Topic[] = ['balance', 'receipts', 'offers', 'expiry', 'changes', 'trouble'];

export const topicIcons: Record<Topic, IconName> = { balance: 'coins', receipts: 'receipt-text', offers: 'tag', expiry: 'hourglass', changes: 'refresh-cw', trouble: 'circle-alert' };

export interface Told {
  text: string;
  /** They are the issuer's words, not ours. */
  quoted: boolean;
  /** By how much a balance changed, with its sign. */
  change: string | null;
}

export function told(what: Happening, now: Date): Told {
  const plain = (text: string): Told => ({ text, quoted: false, change: null });
  const date = (day: string): string => formatDate(day, locale(), now, true);
  switch (what.kind) {
    case 'field':
      return { text: what.message ?? fieldWords(what), quoted: what.message !== null, change: difference(what.balanceBefore, what.balanceAfter) };
    case 'code':
      return plain(t('happened.code'));
    case 'voided':
      return plain(t(what.on ? 'happened.voided' : 'happened.unvoided'));
    case 'validity':
      return plain(what.after ? t('happened.validity', { date: date(what.after) }) : t('happened.noEnd'));
    case 'offerCame':
      if (what.message !== null) return { text: what.message, quoted: true, change: null };
      return plain(what.until ? t('happened.offerCameUntil', { title: what.title, date: date(what.until) }) : t('happened.offerCame', { title: what.title }));
    case 'offerWent':
      return plain(t('happened.offerWent', { title: what.title }));
    case 'endsSoon':
      return plain(t('happened.endsSoon', { date: date(what.date) }));
    case 'balanceEndsSoon':
      return plain(what.amount ? t('happened.balanceEndsSoon', { amount: amountWords(what.amount), date: date(what.date) }) : t('happened.someEndsSoon', { date: date(what.date) }));
    case 'updateRefused':
      return plain(tOr(`happened.refused.${what.why}`, 'happened.refused'));
    case 'updatesEnded':
      return plain(tOr(`happened.ended.${what.why}`, 'happened.ended'));
    case 'receipt':
      return { text: t(what.isReturn ? 'happened.return' : 'happened.receipt', { place: what.place, total: amountAlone({ ...what.total, amount: Math.abs(what.total.amount) }) }), quoted: false, change: signed(what.points) };
    case 'moved':
      return { text: what.reason, quoted: false, change: signed(what.amount) };
    case 'stamped':
      return plain(t('happened.stamped', { title: what.title, collected: formatAmount(what.collected, 0, locale()), required: formatAmount(what.required, 0, locale()) }));
    case 'stampCardFull':
      return plain(t('happened.stampCardFull', what));
    case 'tierChanged':
      return plain(t(what.rose ? 'happened.tierGained' : 'happened.tierLost', what));
    case 'offerForMe':
      return plain(t('happened.offerForMe', what));
    case 'rewardReady':
      return plain(t('happened.rewardReady', what));
    case 'rewardInReach':
      return plain(t('happened.rewardInReach', { title: what.title, cost: amountWords(what.cost) }));
    case 'claimLapsed':
      return plain(t('happened.claimLapsed', what));
    case 'challengeMet':
      return plain(t('happened.challengeMet', what));
    case 'offerEndsSoon':
      return plain(t('happened.offerEndsSoon', { title: what.title, date: date(what.date) }));
    case 'claimEndsSoon':
      return plain(t('happened.claimEndsSoon', { title: what.title, date: date(what.date) }));
    case 'tierAtRisk':
      if (what.missing) return plain(t('happened.tierAtRiskMissing', { name: what.name, missing: amountWords(what.missing), date: date(what.date) }));
      return plain(t('happened.tierAtRisk', { name: what.name, date: date(what.date) }));
    case 'warrantyEnds':
      return plain(t('happened.warrantyEnds', { title: what.title, date: date(what.date) }));
    case 'connectionTrouble':
      return plain(tOr(`happened.connection.${what.why}`, 'happened.connection'));
  }
}

/** What else is worth a glance beside a line: what was paid and given, what a movement waits for. */
export function aside(what: Happening, now: Date): string[] {
  const date = (day: string): string => formatDate(day, locale(), now, true);
  if (what.kind === 'receipt') {
    const count = formatAmount(Math.abs(what.stamps), 0, locale());
    const stamps = `${what.stamps < 0 ? '−' : '+'}${count}`;
    return what.stamps === 0 ? [] : [t(Math.abs(what.stamps) === 1 ? 'receipt.oneStamp' : 'receipt.stamps', { count: stamps })];
  }
  if (what.kind === 'offerForMe') return [...(what.why === null ? [] : [what.why]), ...(what.until === null ? [] : [t('moved.until', { date: date(what.until) })])];
  if (what.kind !== 'moved') return [];
  if (what.state === 'pending') return [t('moved.pending')];
  if (what.state === 'cancelled') return [t('moved.cancelled')];
  return what.expires === null || what.amount.amount < 0 ? [] : [t('moved.until', { date: date(what.expires) })];
}

/** "+12 points", "−100 points"; null for nothing. */
export function signed(amount: Balance | null): string | null {
  if (!amount || amount.amount === 0) return null;
  return `${amount.amount > 0 ? '+' : '−'}${amountWords({ ...amount, amount: Math.abs(amount.amount) })}`;
}

function fieldWords(what: Extract<Happening, { kind: 'field' }>): string {
  const label = what.label ?? t('happened.someField');
  const before = what.balanceBefore ? amountAlone(what.balanceBefore) : what.before;
  const after = what.balanceAfter ? amountAlone(what.balanceAfter) : what.after;
  if (after === null) return t('happened.went', { label, before: before ?? '' });
  return before === null ? t('happened.came', { label, after }) : t('happened.changed', { label, before, after });
}
