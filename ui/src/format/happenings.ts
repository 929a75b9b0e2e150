/** What happened, in a sentence: the issuer's own words where there are any. */
import type { Happening, Topic } from '../generated/api';
import type { IconName } from '../components/icons';
import { locale, t, tOr } from '../messages/index.svelte';
import { amountAlone, amountWords, difference } from './balances';
import { formatDate } from './dates';

export const TOPICS: Topic[] = ['balance', 'offers', 'expiry', 'changes', 'trouble'];

export const topicIcons: Record<Topic, IconName> = { balance: 'coins', offers: 'tag', expiry: 'hourglass', changes: 'refresh-cw', trouble: 'circle-alert' };

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
  }
}

function fieldWords(what: Extract<Happening, { kind: 'field' }>): string {
  const label = what.label ?? t('happened.someField');
  const before = what.balanceBefore ? amountAlone(what.balanceBefore) : what.before;
  const after = what.balanceAfter ? amountAlone(what.balanceAfter) : what.after;
  if (after === null) return t('happened.went', { label, before: before ?? '' });
  return before === null ? t('happened.came', { label, after }) : t('happened.changed', { label, before, after });
}
