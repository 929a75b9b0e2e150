/** Cards for design work and component tests: the pictures' own shops, and every odd case. */
import type { CardDetail, PassField, PassView, SymbolInput } from '../../generated/api';
import { curveOf, euros, found, inDays, live, nothingSaid, offerOf, points, sourceOf } from './live-samples';
import { viewOf } from './symbols';

const DAY = 86_400_000;
let serial = 0;

export const symbolOf = (symbology: string, text: string, more: Partial<SymbolInput> = {}): SymbolInput => ({
  id: `symbol-${(serial += 1)}`,
  symbology,
  text,
  hex: null,
  charset: null,
  altText: null,
  asPrinted: false,
  gs1: false,
  eci: null,
  ...more,
});

export function cardOf(title: string, background: string, symbols: SymbolInput[], more: Partial<CardDetail> = {}, tile: Partial<CardDetail['tile']> = {}): CardDetail {
  serial += 1;
  const balance = more.balance ?? null;
  return {
    tile: {
      id: `card-${String(serial).padStart(4, '0')}`,
      title,
      issuer: null,
      number: symbols[0]?.text ?? null,
      colours: { background, text: '#ffffff' },
      logo: null,
      headline: balance ? { kind: 'balance', balance } : null,
      validUntil: null,
      expired: false,
      voided: false,
      favourite: false,
      archived: false,
      groups: [],
      provenance: null,
      asOf: null,
      offers: 0,
      expiring: null,
      expiringOn: null,
      tier: null,
      ...tile,
    },
    colour: background,
    holder: null,
    note: '',
    fields: [],
    symbols: symbols.map(viewOf),
    validFrom: null,
    balance,
    photos: { front: null, back: null, icon: null },
    origin: 'manual',
    addedAt: Date.now() - 40 * DAY,
    editedAt: Date.now() - 40 * DAY,
    useCount: 0,
    uses: [],
    checkoutSize: 100,
    pass: null,
    loyalty: nothingSaid,
    history: [],
    source: null,
    connection: null,
    set: null,
    muted: false,
    exports: ['pkpass'],
    ...more,
  };
}

const field = (section: string, label: string | null, display: string, more: Partial<PassField> = {}): PassField => ({
  section,
  key: `${section}-${(serial += 1)}`,
  label,
  value: display,
  display,
  align: 'natural',
  row: 0,
  links: [],
  meaning: null,
  ...more,
});

export function passOf(style: string, more: Partial<PassView>): PassView {
  return {
    style,
    transitType: null,
    organizationName: 'Vuori Outdoor',
    description: 'Membership',
    logoText: null,
    background: '#22405f',
    foreground: '#ffffff',
    label: '#d5e0ea',
    fields: [],
    images: { logo: null, icon: null, strip: null, thumbnail: null, background: null, footer: null },
    voided: false,
    expiresAt: null,
    relevantAt: null,
    provenance: 'verified',
    checks: ['manifestHashes', 'signature', 'chain', 'signerIdentity', 'signingTime'].map((kind) => ({ kind, outcome: 'passed', problem: null })),
    signer: { commonName: 'Pass Type ID: pass.example.vuori', organisation: 'Vuori Oy', issuer: 'Apple Worldwide Developer Relations', signedAt: Date.now() - 90 * DAY, validUntil: Date.now() + 200 * DAY },
    chain: [],
    notes: [],
    warnings: [],
    locales: ['en', 'fi'],
    sharingProhibited: false,
    webServiceHost: null,
    ...more,
  };
}

export function samples(): CardDetail[] {
  const strip = 'strip';
  return [
    live(cardOf('Metsä Market', '#1f5a49', [symbolOf('EAN_13', '6430012345679'), symbolOf('QR_CODE', 'https://metsa.example/m/6430012345679')], {
      origin: 'pass',
      exports: ['pkpass', 'original'],
      pass: passOf('storeCard', {
        background: '#1f5a49',
        label: '#d3e6df',
        organizationName: 'Metsä Market',
        webServiceHost: 'passes.metsa.example',
        fields: [
          field('header', 'Level', 'Silver', { key: 'level', meaning: 'tier' }),
          field('primary', 'Points', '2 140', { key: 'points', meaning: 'points' }),
          field('secondary', 'Member', 'Aino Virtanen', { key: 'member' }),
          field('auxiliary', 'Points end', inDays(9), { key: 'ends', meaning: 'expiry' }),
          field('back', 'Offer', '20 % off oat drinks', { key: 'offer-1', meaning: 'offer' }),
          field('back', 'Offer', 'A free coffee with lunch', { key: 'offer-2', meaning: 'offer' }),
          field('back', 'Offer', 'Double points on vegetables', { key: 'offer-3', meaning: 'offer' }),
        ],
      }),
      note: 'Parking is free for two hours with this card.',
      fields: [{ label: 'PIN', value: '4411' }],
      useCount: 3,
      uses: [Date.now() - DAY, Date.now() - 3 * DAY, Date.now() - 9 * DAY],
      holder: 'Aino Virtanen',
    }, { favourite: true, groups: ['g1'], provenance: 'verified' }), sourceOf('passes.metsa.example'), {
      balances: [{ available: points(2140), expiring: points(180), expiresOn: inDays(9), found: found('points', 'Points', 'semantics') }],
      tier: { name: 'Silver', found: found('level', 'Level') },
      offers: [
        offerOf('Oat drinks', { value: { kind: 'percent', tenths: 200 }, until: inDays(1), body: 'All oat drinks, one litre and more.', found: found('offer-1', 'Offer') }),
        offerOf('A free coffee with lunch', { value: { kind: 'gift', what: null }, until: inDays(20), found: found('offer-2', 'Offer') }),
        offerOf('Points on vegetables', { value: { kind: 'multiplier', tenths: 20 }, found: found('offer-3', 'Offer') }),
      ],
    }, [curveOf('points', 'Points', [1420, 1510, 1490, 1620, 1700, 1530, 1610, 1780, 1890, 1860, 1990, 2140])]),
    live(cardOf('Kahvila Aalto', '#6b3f2a', [symbolOf('QR_CODE', 'AALTO-558-1023')], {
      origin: 'pass',
      pass: passOf('storeCard', { provenance: 'unknownIssuer', background: '#6b3f2a', label: '#f0dfd5', organizationName: 'Kahvila Aalto', webServiceHost: 'aalto.example', fields: [field('primary', 'Stamps', '8/10', { key: 'stamps', meaning: 'stamps' })] }),
    }, { groups: ['g2'], provenance: 'unknownIssuer' }), sourceOf('aalto.example', { state: 'new', checkedAt: null, changedAt: null, mayRegister: true }), {
      stamps: [{ collected: 8, required: 10, reward: 'a free coffee', found: found('stamps', 'Stamps') }],
    }),
    live(cardOf('Vuori Outdoor', '#22405f', [symbolOf('PDF_417', 'VUORI 7781 2231')], {
      origin: 'pass',
      pass: passOf('storeCard', {
        images: { logo: null, icon: null, strip, thumbnail: null, background: null, footer: null },
        logoText: 'Vuori',
        fields: [
          field('header', 'Level', 'Gold', { key: 'level', meaning: 'tier' }),
          field('primary', 'Balance', '€ 23.50'),
          field('secondary', 'Member', 'Aino Virtanen'),
          field('secondary', 'Since', '2019'),
          field('auxiliary', 'Renews', '4 March 2027'),
          field('back', 'Contact', 'Write to club@vuori.example or see vuori.example/club', {
            links: [
              { text: 'club@vuori.example', href: 'mailto:club@vuori.example' },
              { text: 'vuori.example/club', href: 'https://vuori.example/club' },
            ],
          }),
          field('back', 'Terms', 'Points are valid for two years.'),
        ],
      }),
    }, { provenance: 'verified', validUntil: '2027-03-04' }), sourceOf('pass.vuori.example', { state: 'refused', registered: true }), {
      tier: { name: 'Gold', found: found('level', 'Level', 'shopper') },
      offers: [offerOf('Winter boots', { value: { kind: 'amount', amount: euros(3000) }, until: inDays(12), body: 'For Gold members.', found: found('', null) })],
    }),
    cardOf('Kirja & Lehti', '#7a2e4a', [symbolOf('CODE_128', 'GIFT-2231-9987-AB')], { balance: { amount: 1250, scale: 2, unit: { kind: 'currency', code: 'EUR' } } }, { issuer: 'gift card', groups: ['g4'] }),
    live(cardOf('Apteekki Silta', '#3c4a90', [symbolOf('AZTEC', '64-2291')], {
      origin: 'pass',
      pass: passOf('generic', { background: '#3c4a90', label: '#dde1f5', organizationName: 'Apteekki Silta', webServiceHost: 'wallet.silta.example', fields: [field('primary', 'Points', '64', { key: 'points', meaning: 'points' })] }),
    }, { provenance: 'verified' }), sourceOf('wallet.silta.example', { state: 'waiting', checkedAt: Date.now() - 3 * DAY }), {
      balances: [{ available: points(64), expiring: null, expiresOn: null, found: found('points', 'Points') }],
    }),
    live(cardOf('Kauneus Blume', '#a04a5a', [symbolOf('CODE_128', 'BLUME0099231')], {
      origin: 'pass',
      pass: passOf('storeCard', { background: '#a04a5a', label: '#f7e3e7', organizationName: 'Kauneus Blume', webServiceHost: 'blume.example', fields: [field('primary', 'Points', '410', { key: 'points', meaning: 'points' })] }),
    }, { provenance: 'verified' }), sourceOf('blume.example', { state: 'gone', checkedAt: Date.now() - 9 * DAY, dueAt: null }), {
      balances: [{ available: points(410), expiring: null, expiresOn: null, found: found('points', 'Points') }],
      offers: [offerOf('Points on skincare', { value: { kind: 'multiplier', tenths: 20 }, until: inDays(3) })],
    }, [curveOf('points', 'Points', [380, 410])]),
    cardOf('City Library', '#4a4f4c', [symbolOf('RSS_14', '204125567')], {}, {}),
    cardOf('Gym Pulssi', '#8a6a14', [symbolOf('CODE_128', 'PULSSI-MEMBER-0000-7781-2231-88')], { balance: { amount: 12, scale: 0, unit: { kind: 'other', code: 'visits' } } }, { validUntil: '2027-01-31' }),
    cardOf('Juna Helsinki–Tampere', '#0f6b7c', [symbolOf('QR_CODE', 'VR 1182 2231')], {
      origin: 'pass',
      pass: passOf('boardingPass', {
        transitType: 'train',
        provenance: 'unsigned',
        signer: null,
        checks: [{ kind: 'signature', outcome: 'absent', problem: null }],
        background: '#0f6b7c',
        label: '#d3ecf0',
        organizationName: 'Juna',
        fields: [field('header', 'Train', 'IC 27'), field('primary', 'Helsinki', '10.06'), field('primary', 'Tampere', '11.49'), field('secondary', 'Coach', '4'), field('secondary', 'Seat', '52'), field('auxiliary', 'Passenger', 'Aino Virtanen')],
      }),
    }, { provenance: 'unsigned', expired: true, validUntil: '2026-10-02' }),
    cardOf('Kirpputori', '#e8d9b0', [], {}, { number: '4411', colours: { background: '#e8d9b0', text: '#1b1d1c' } }),
    cardOf('Old Video Club', '#5b2c2c', [symbolOf('CODE_128', 'OLD1')], {}, { archived: true }),
  ];
}

/** Many cards, for scrolling. */
export function manyCards(count: number): CardDetail[] {
  const colours = ['#1f5a49', '#6b3f2a', '#22405f', '#7a2e4a', '#3c4a90', '#a04a5a', '#4a4f4c'];
  return Array.from({ length: count }, (_, i) => cardOf(`Shop ${i + 1}`, colours[i % colours.length] ?? '#4a4f4c', [symbolOf('CODE_128', `SHOP${String(i).padStart(6, '0')}`)]));
}
