/** Sanat siitä, mitä yhdistetyissä kaupoissa tapahtuu: kuitit, pisteet, leimat, tasot, palkinnot. */
import type { lifeEn } from './life.en';
import type { Catalogue } from './types';

/** A sentence ends once: short months and shops' own words may bring their own full stop. */
const end = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

export const lifeFi: Pick<Catalogue, keyof typeof lifeEn> = {
  'topic.receipts': 'Kuitit',
  'settings.noticeTopic.receipts': 'Kuitit',

  'happened.receipt': (p) => `Ostos, ${p.place}`,
  'happened.return': (p) => `Palautus, ${p.place}`,
  'happened.stamped': (p) => `${p.title}: sinulla on ${p.collected}/${p.required} leimaa.`,
  'happened.stampCardFull': (p) => end(`${p.title} on täynnä. Saat siitä: ${p.reward}`),
  'happened.tierGained': (p) => end(`Nousit tasolle ${p.name}`),
  'happened.tierLost': (p) => end(`Tasosi on nyt ${p.name}`),
  'happened.offerForMe': (p) => end(`Sinulle on tarjous: ${p.title}`),
  'happened.rewardReady': (p) => end(`Palkinto odottaa sinua: ${p.title}`),
  'happened.rewardInReach': (p) => end(`Pisteesi riittävät nyt palkintoon: ${p.title}, ${p.cost}`),
  'happened.claimLapsed': (p) => end(`Sinulle varattua palkintoa ei noudettu ajoissa: ${p.title}`),
  'happened.challengeMet': (p) => end(`Suoritit haasteen ${p.title}. Saat siitä: ${p.reward}`),
  'happened.offerEndsSoon': (p) => end(`Tarjous päättyy ${p.date}: ${p.title}`),
  'happened.claimEndsSoon': (p) => end(`Palkinto on varattu sinulle ${p.date} asti: ${p.title}`),
  'happened.tierAtRisk': (p) => `Säilytät tason ${p.name} vain, jos käytät korttia lisää ennen ${p.date}.`,
  'happened.tierAtRiskMissing': (p) => `Säilytät tason ${p.name}, kun kerrytät vielä ${p.missing} ennen ${p.date}.`,
  'happened.warrantyEnds': (p) => end(`Takuu päättyy ${p.date}: ${p.title}`),
  'happened.connection.signInOver': 'Kauppa pyytää sinua kirjautumaan uudelleen. Siihen asti kortti on sellainen kuin se viimeksi oli.',
  'happened.connection.gone': 'Kauppa ei enää tunne tätä jäsenyyttä. Kortti säilyy sellaisena kuin se viimeksi oli.',
  'happened.connection': 'Kaupan osoite johtaa muualle, joten Kantis ei kysy siltä. Kortti säilyy sellaisena kuin se viimeksi oli.',
  'moved.pending': 'ei vielä käytettävissä',
  'moved.cancelled': 'peruttu',
  'moved.until': (p) => `${p.date} asti`,
  'receipt.stamps': (p) => `${p.count} leimaa`,
  'receipt.oneStamp': (p) => `${p.count} leima`,
};
