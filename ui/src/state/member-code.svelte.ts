/** The code of a connected card, kept fresh for as long as somebody looks at it. */
import type { MemberCodeView, SymbolView } from '../generated/api';
import { platform } from '../platform';

/** How often the clock is looked at: often enough that a second is never skipped. */
const TICK = 250;
/** Waits before the core is asked again, in milliseconds: for the next code, and where there is none. */
const SOON = 1000;
const LATER = 10_000;
/** A code that is over by this much is not shown any more: the device was asleep. */
const GRACE = 1500;

export interface MemberCode {
  /** The code; `null` before the first one, and where there is none. */
  readonly view: MemberCodeView | null;
  /** Whole seconds until the next one; `null` for a number that never changes. */
  readonly left: number | null;
  /** How long one is shown, in seconds. */
  readonly seconds: number;
  /** It is over and the next one is not here yet. */
  readonly over: boolean;
}

const choice = $state({ bars: false });

/** Bars instead of a square, for tills that read nothing else. */
export function inBars(): boolean {
  return choice.bars;
}

export function showBars(bars: boolean): void {
  choice.bars = bars;
}

/** Called while a component is made: the code is read anew when it is over, also after sleep. */
export function memberCode(id: string, connected: () => boolean): MemberCode {
  let view = $state.raw<MemberCodeView | null>(null);
  let now = $state(Date.now());
  const until = $derived(view?.kind.kind === 'rotating' ? view.kind.until : null);

  $effect(() => {
    if (!connected()) {
      view = null;
      return undefined;
    }
    const bars = choice.bars;
    let gone = false;
    let asking = false;
    let again = 0;
    const ask = async (): Promise<void> => {
      if (asking) return;
      asking = true;
      const next = await platform()
        .call('memberCode', { id, bars })
        .catch(() => null);
      asking = false;
      if (gone) return;
      // Without an answer the old code stands until it is over; then it is asked for again, calmly.
      if (next) view = next;
      again = Date.now() + (next?.kind.kind === 'rotating' ? SOON : LATER);
    };
    const tick = (): void => {
      now = Date.now();
      if (now >= Math.max(until ?? 0, again)) void ask();
    };
    void ask();
    const timer = setInterval(tick, TICK);
    document.addEventListener('visibilitychange', tick);
    return () => {
      gone = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  });

  return {
    get view() {
      return view;
    },
    get left() {
      return until === null ? null : Math.max(0, Math.ceil((until - now) / 1000));
    },
    get seconds() {
      return view?.kind.kind === 'rotating' ? view.kind.seconds : 0;
    },
    get over() {
      return until !== null && now > until + GRACE;
    },
  };
}

/** The id under which the code stands among a card's own symbols. */
export const MEMBER = 'member';

/** The code as one of the card's symbols, so that it is drawn as they are. */
export function asSymbol(view: MemberCodeView): SymbolView {
  const { symbology, text, groups, drawing, readBack } = view;
  return { id: MEMBER, symbology, text, altText: null, groups, hex: null, charset: null, asPrinted: false, gs1: false, eci: null, drawing, problem: null, alternatives: [], readBack };
}
