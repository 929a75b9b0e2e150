/** Words for what happens at connected shops: receipts, points that move, stamps, tiers, rewards. */

/** A sentence ends once: short months and shops' own words may bring their own full stop. */
const end = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

export const lifeEn = {
  'topic.receipts': 'Receipts',
  'settings.noticeTopic.receipts': 'Receipts',

  'happened.receipt': (p: { place: string }) => `Purchase at ${p.place}`,
  'happened.return': (p: { place: string }) => `Return at ${p.place}`,
  'happened.stamped': (p: { title: string; collected: string; required: string }) => `${p.title}: you have ${p.collected} of ${p.required} stamps.`,
  'happened.stampCardFull': (p: { title: string; reward: string }) => end(`${p.title} is full. It gives you ${p.reward}`),
  'happened.tierGained': (p: { name: string }) => end(`You rose to the tier ${p.name}`),
  'happened.tierLost': (p: { name: string }) => end(`Your tier is now ${p.name}`),
  'happened.offerForMe': (p: { title: string }) => end(`There is an offer for you: ${p.title}`),
  'happened.rewardReady': (p: { title: string }) => end(`A reward is ready for you: ${p.title}`),
  'happened.rewardInReach': (p: { title: string; cost: string }) => end(`You have enough for a reward now: ${p.title}, ${p.cost}`),
  'happened.claimLapsed': (p: { title: string }) => end(`A reward was held for you and not fetched in time: ${p.title}`),
  'happened.challengeMet': (p: { title: string; reward: string }) => end(`You met the challenge ${p.title}. It gives you ${p.reward}`),
  'happened.offerEndsSoon': (p: { title: string; date: string }) => end(`An offer ends on ${p.date}: ${p.title}`),
  'happened.claimEndsSoon': (p: { title: string; date: string }) => end(`A reward is held for you until ${p.date}: ${p.title}`),
  'happened.tierAtRisk': (p: { name: string; date: string }) => `You keep ${p.name} only if you use the card more before ${p.date}.`,
  'happened.tierAtRiskMissing': (p: { name: string; missing: string; date: string }) => `You keep ${p.name} if you collect ${p.missing} more before ${p.date}.`,
  'happened.warrantyEnds': (p: { title: string; date: string }) => end(`A warranty ends on ${p.date}: ${p.title}`),
  'happened.connection.signInOver': 'The shop wants you to sign in again. Until then the card is as it last was.',
  'happened.connection.gone': 'The shop no longer knows this membership. The card is kept as it last was.',
  'happened.connection': 'The shop’s address leads elsewhere, so Kantis does not ask it. The card is kept as it last was.',
  'moved.pending': 'not yet to be spent',
  'moved.cancelled': 'taken back',
  'moved.until': (p: { date: string }) => `until ${p.date}`,
  'receipt.stamps': (p: { count: string }) => `${p.count} stamps`,
  'receipt.oneStamp': (p: { count: string }) => `${p.count} stamp`,
};
