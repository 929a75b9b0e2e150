/** Orden för det som händer i anslutna butiker: kvitton, poäng, stämplar, nivåer, belöningar. */
import type { lifeEn } from './life.en';
import type { Catalogue } from './types';

/** A sentence ends once: short months and shops' own words may bring their own full stop. */
const end = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

export const lifeSv: Pick<Catalogue, keyof typeof lifeEn> = {
  'topic.receipts': 'Kvitton',
  'settings.noticeTopic.receipts': 'Kvitton',

  'happened.receipt': (p) => `Köp, ${p.place}`,
  'happened.return': (p) => `Retur, ${p.place}`,
  'happened.stamped': (p) => `${p.title}: du har ${p.collected} av ${p.required} stämplar.`,
  'happened.stampCardFull': (p) => end(`${p.title} är fullt. Det ger dig ${p.reward}`),
  'happened.tierGained': (p) => end(`Du steg till nivån ${p.name}`),
  'happened.tierLost': (p) => end(`Din nivå är nu ${p.name}`),
  'happened.offerForMe': (p) => end(`Det finns ett erbjudande för dig: ${p.title}`),
  'happened.rewardReady': (p) => end(`En belöning väntar på dig: ${p.title}`),
  'happened.rewardInReach': (p) => end(`Nu räcker det till en belöning: ${p.title}, ${p.cost}`),
  'happened.claimLapsed': (p) => end(`En belöning var reserverad åt dig men hämtades inte i tid: ${p.title}`),
  'happened.challengeMet': (p) => end(`Du klarade utmaningen ${p.title}. Den ger dig ${p.reward}`),
  'happened.offerEndsSoon': (p) => end(`Ett erbjudande går ut ${p.date}: ${p.title}`),
  'happened.claimEndsSoon': (p) => end(`En belöning är reserverad åt dig till ${p.date}: ${p.title}`),
  'happened.tierAtRisk': (p) => `Du behåller ${p.name} bara om du använder kortet mer före ${p.date}.`,
  'happened.tierAtRiskMissing': (p) => `Du behåller ${p.name} om du samlar ${p.missing} till före ${p.date}.`,
  'happened.warrantyEnds': (p) => end(`En garanti går ut ${p.date}: ${p.title}`),
  'happened.connection.signInOver': 'Butiken vill att du loggar in igen. Till dess är kortet som det senast var.',
  'happened.connection.gone': 'Butiken känner inte längre till medlemskapet. Kortet finns kvar som det senast var.',
  'happened.connection': 'Butikens adress leder någon annanstans, så Kantis frågar den inte. Kortet finns kvar som det senast var.',
  'moved.pending': 'kan ännu inte användas',
  'moved.cancelled': 'togs tillbaka',
  'moved.until': (p) => `till ${p.date}`,
  'receipt.stamps': (p) => `${p.count} stämplar`,
  'receipt.oneStamp': (p) => `${p.count} stämpel`,
};
