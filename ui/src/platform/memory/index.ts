/** The API in memory: for component tests and design work, never in a shipped bundle. */
import type { CardDetail, CardInput, CardList, Code, Commands, Done, Event, GroupTile, ImportPreview, ImportRow, NoticeSettings, Settings, UploadInfo, WalletStatus } from '../../generated/api';
import { externalAddress } from '../links';
import { ApiFailure, type HostControls, type HostSettings, type Platform } from '../platform';
import { lifeCommands } from './life';
import { liveCommands } from './live';
import { samples, symbolOf } from './samples';
import { connectCommands } from './connect';
import { shopCommands } from './shop';
import { connectedSamples, type ConnectedSample } from './shop-samples';
import { SYMBOLOGIES, viewOf } from './symbols';
import { qr } from './draw';

export interface MemoryOptions {
  cards?: CardDetail[];
  status?: Partial<WalletStatus>;
  settings?: Partial<Settings>;
  /** With a café and a grocery connected; `?shops` in the address says the same. */
  shops?: boolean;
  /** How the program around the page stands; `null` for a host without choices. */
  host?: Partial<HostSettings> | null;
}

type Handlers = { [K in keyof Commands]: (request: Commands[K]['request']) => Commands[K]['answer'] | Promise<Commands[K]['answer']> };

export interface MemoryPlatform extends Platform {
  /** What was put on the clipboard last. */
  copied: string | null;
  /** Names of the files that were saved, in order. */
  saved: string[];
  /** Addresses that were opened, in order. */
  opened: string[];
  /** Every command that was called, in order. */
  calls: { name: keyof Commands; request: unknown }[];
  /** Makes the next call of a command fail. */
  failNext(name: keyof Commands, code: Code): void;
  emit(event: Event): void;
}

const NOTICES: NoticeSettings = { on: true, topics: ['balance', 'receipts', 'offers', 'expiry', 'changes', 'trouble'], quietFrom: null, quietUntil: null, privateOnLock: false, remindDays: 7 };

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

export function memoryPlatform(options: MemoryOptions = {}): MemoryPlatform {
  const query = typeof location === 'undefined' ? new URLSearchParams() : new URLSearchParams(location.search);
  let cards: CardDetail[] = options.cards ?? (query.has('empty') ? [] : samples());
  const shops: ConnectedSample[] = (options.shops ?? query.has('shops')) ? connectedSamples() : [];
  cards = [...cards, ...shops.map(({ card }) => card)];
  let groups: Omit<GroupTile, 'count'>[] = [
    { id: 'g1', name: 'Groceries' },
    { id: 'g2', name: 'Coffee' },
    { id: 'g3', name: 'Travel' },
    { id: 'g4', name: 'Gift cards' },
  ];
  if (cards.length === 0) groups = [];
  let status: WalletStatus = { state: 'ready', protection: 'keyring', problem: null, version: '0.1.0', ...options.status };
  const asked = query.get('state');
  if (asked === 'new' || asked === 'locked' || asked === 'failed') {
    status = { ...status, state: asked, problem: asked === 'failed' ? { code: query.get('problem') ?? 'missingKey', params: {} } : null };
  }
  let settings: Settings = { language: 'system', locale: 'en-GB', theme: 'system', sort: 'manual', notices: NOTICES, usePlace: false, ...options.settings };
  const handlers = new Set<(event: Event) => void>();
  const undos = new Map<string, CardDetail[]>();
  const uploads = new Map<string, { info: UploadInfo; blob: Blob }>();
  const pictures = new Map<string, string>();
  const failures = new Map<keyof Commands, Code>();
  let serial = 0;
  const id = (kind: string): string => `${kind}-m${(serial += 1)}`;
  const emit = (event: Event): void => {
    for (const handler of handlers) queueMicrotask(() => handler(event));
  };
  const fail = (code: Code, params: Record<string, string> = {}): never => {
    throw new ApiFailure({ code, params, retryable: false });
  };
  const find = (wanted: string): CardDetail => cards.find((card) => card.tile.id === wanted) ?? fail('notFound');
  /** Keeps what was, makes the change, tells everybody. */
  const step = (ids: string[], change: () => void): Done => {
    const undo = id('step');
    undos.set(undo, structuredClone(cards));
    change();
    emit({ event: 'cardsChanged', ids });
    return { ids, undo };
  };
  const fill = (card: CardDetail, input: CardInput): void => {
    const symbols = input.symbols.map((symbol) => viewOf({ ...symbol, id: symbol.id ?? id('symbol') }));
    Object.assign(card, { holder: input.holder, note: input.note, fields: input.fields, validFrom: input.validFrom, balance: input.balance, colour: input.colour, symbols, editedAt: Date.now() });
    Object.assign(card.tile, {
      title: input.title,
      issuer: input.issuer,
      number: input.number ?? symbols[0]?.text ?? null,
      colours: { background: input.colour ?? '#4a4f4c', text: '#ffffff' },
      headline: input.balance ? { kind: 'balance', balance: input.balance } : card.pass ? card.tile.headline : null,
      validUntil: input.validUntil,
      favourite: input.favourite,
      groups: input.groups,
    });
  };
  const blank = (): CardDetail => ({ ...structuredClone(samples()[9] as CardDetail), addedAt: Date.now(), editedAt: Date.now(), origin: 'manual', useCount: 0, uses: [] });
  const set = (ids: string[], change: (card: CardDetail) => void): Done => step(ids, () => ids.map(find).forEach(change));

  function listed({ search, group, archived, sort }: Commands['cards']['request']): CardList {
    const used = sort ?? settings.sort;
    const words = fold(search).split(/\s+/).filter(Boolean);
    const all = cards.filter((card) => card.tile.archived === archived && (!group || card.tile.groups.includes(group)));
    const hits = all.filter((card) => {
      const text = fold([card.tile.title, card.tile.number, card.note, card.tile.issuer].join(' '));
      return words.every((word) => text.includes(word));
    });
    const by: Record<string, (a: CardDetail, b: CardDetail) => number> = {
      name: (a, b) => a.tile.title.localeCompare(b.tile.title),
      mostUsed: (a, b) => b.useCount - a.useCount,
      lastUsed: (a, b) => (b.uses[0] ?? 0) - (a.uses[0] ?? 0),
      added: (a, b) => b.addedAt - a.addedAt,
      expiry: (a, b) => (a.tile.validUntil ?? '9').localeCompare(b.tile.validUntil ?? '9'),
    };
    const sorted = by[used] ? [...hits].sort(by[used]) : hits;
    return {
      cards: sorted.map((card) => structuredClone(card.tile)).sort((a, b) => Number(b.favourite) - Number(a.favourite)),
      groups: groups.map((one) => ({ ...one, count: cards.filter((card) => !card.tile.archived && card.tile.groups.includes(one.id)).length })),
      total: cards.filter((card) => !card.tile.archived).length,
      archived: cards.filter((card) => card.tile.archived).length,
      sort: used,
    };
  }

  const row = (index: number, title: string, more: Partial<ImportRow>): ImportRow => ({
    index,
    source: `catima.csv, line ${index + 12}`,
    title,
    number: '2 0412 5567',
    symbology: 'CODE_128',
    colours: { background: '#22405f', text: '#ffffff' },
    verdict: 'new',
    reason: null,
    acceptable: false,
    differences: [],
    warnings: [],
    provenance: null,
    ...more,
  });
  const preview = (): ImportPreview => {
    const rows = [
      row(0, 'Kirjakahvila', {}),
      row(1, 'Leipomo Aamu', { colours: { background: '#8a6a14', text: '#ffffff' } }),
      row(2, 'Metsä Market', { verdict: 'changed', differences: [{ field: 'note', mine: 'Parking is free for two hours with this card.', theirs: '' }, { field: 'balance', mine: '2140 points', theirs: '1980 points' }] }),
      row(3, 'Kahvila Aalto', { verdict: 'same' }),
      row(4, 'Rautakauppa', { verdict: 'cannot', reason: { code: 'missingCardId', params: {}, text: '' } }),
      row(5, 'Concert', { verdict: 'cannot', acceptable: true, provenance: 'tampered', source: 'concert.pkpass', reason: { code: 'tampered', params: {}, text: '' } }),
    ];
    return { id: 'preview', cards: rows, counts: { new: 2, same: 1, changed: 1, cannot: 2 } };
  };

  const commands: Handlers = {
    walletStatus: () => status,
    walletCreate: ({ passphrase }) => (passphrase.length < 8 ? fail('weakPassphrase') : (status = { ...status, state: 'ready', protection: 'passphrase' })),
    walletUnlock: ({ passphrase }) => (passphrase === 'correct horse' ? (status = { ...status, state: 'ready' }) : fail('wrongKey')),
    walletRecover: ({ words }) => (words.split(' ').length === 24 ? (status = { ...status, state: 'ready', problem: null }) : fail('badRecoveryWords')),
    walletRetry: () => status,
    recoveryKey: () => ({ words: Array.from({ length: 24 }, (_, i) => ['abandon', 'ability', 'able', 'about'][i % 4] ?? ''), qr: qr('abandon ability able about '.repeat(6).trim()) }),
    cards: listed,
    card: ({ id: wanted }) => structuredClone(find(wanted)),
    cardCreate: (input) => {
      const card = blank();
      card.tile.id = id('card');
      const done = step([card.tile.id], () => cards.push(card));
      fill(card, input);
      return done;
    },
    cardUpdate: ({ id: wanted, card }) => step([wanted], () => fill(find(wanted), card)),
    cardDuplicate: ({ id: wanted }) => {
      const copy = structuredClone(find(wanted));
      copy.tile.id = id('card');
      return step([copy.tile.id], () => cards.push(copy));
    },
    cardsArchive: ({ ids, on }) => set(ids, (card) => (card.tile.archived = on)),
    cardsFavourite: ({ ids, on }) => set(ids, (card) => (card.tile.favourite = on)),
    cardsDelete: ({ ids }) => step(ids, () => (cards = cards.filter((card) => !ids.includes(card.tile.id)))),
    cardMove: ({ id: wanted, after }) =>
      step([wanted], () => {
        const card = find(wanted);
        cards = cards.filter((other) => other !== card);
        cards.splice(after ? cards.findIndex((other) => other.tile.id === after) + 1 : 0, 0, card);
      }),
    cardPhoto: ({ id: wanted, side, upload }) =>
      set([wanted], (card) => {
        const file = upload ? uploads.get(upload) : undefined;
        if (upload && file) pictures.set(upload, URL.createObjectURL(file.blob));
        card.photos[side] = upload;
      }),
    cardUsed: ({ id: wanted }) => {
      const card = find(wanted);
      card.useCount += 1;
      card.uses.unshift(Date.now());
      emit({ event: 'cardsChanged', ids: [wanted] });
      return {};
    },
    checkoutSize: ({ id: wanted, percent }) => {
      find(wanted).checkoutSize = percent;
      return {};
    },
    undo: ({ step: wanted }) => {
      const before = wanted ? undos.get(wanted) : [...undos.values()].at(-1);
      if (!before) return fail('nothingToUndo');
      if (wanted) undos.delete(wanted);
      cards = before;
      emit({ event: 'cardsChanged', ids: [] });
      return { kind: 'delete', restored: 1, kept: 0, ids: [] };
    },
    groupCreate: ({ name }) => {
      const group = { id: id('group'), name };
      groups = [...groups, group];
      emit({ event: 'groupsChanged' });
      return { ...group, count: 0 };
    },
    groupRename: ({ id: wanted, name }) => {
      groups = groups.map((group) => (group.id === wanted ? { ...group, name } : group));
      emit({ event: 'groupsChanged' });
      return {};
    },
    groupDelete: ({ id: wanted }) => {
      groups = groups.filter((group) => group.id !== wanted);
      emit({ event: 'groupsChanged' });
      return {};
    },
    groupsOrder: ({ ids }) => {
      groups = ids.flatMap((wanted) => groups.filter((group) => group.id === wanted));
      emit({ event: 'groupsChanged' });
      return {};
    },
    groupMembers: ({ id: wanted, cards: ids, on }) =>
      set(ids, (card) => {
        const rest = card.tile.groups.filter((group) => group !== wanted);
        card.tile.groups = on ? [...rest, wanted] : rest;
      }),
    symbolPreview: viewOf,
    symbologies: () => SYMBOLOGIES,
    passInspect: () => fail('unknownFile'),
    importPreview: ({ uploads: ids, password }) => {
      const names = ids.map((upload) => uploads.get(upload)?.info.name ?? '');
      if (names.some((name) => name.startsWith('secret')) && password !== 'secret') return fail(password ? 'passwordWrong' : 'passwordNeeded');
      if (names.some((name) => name.endsWith('.txt'))) return fail('unknownFile');
      return preview();
    },
    importApply: ({ choices }) => {
      const left = choices.filter((choice) => choice.choice === null).length;
      const done = step([], () => {
        for (const title of ['Kirjakahvila', 'Leipomo Aamu'].slice(left)) {
          const card = blank();
          card.tile = { ...card.tile, id: id('card'), title };
          card.symbols = [viewOf(symbolOf('CODE_128', '204125567'))];
          cards.push(card);
        }
      });
      return { created: 2 - left, same: 1, changed: 1, failed: [{ source: 'catima.csv, line 16', reason: '', code: 'missingCardId', params: {} }], ids: [], undo: done.undo };
    },
    openedFiles: () => ({ uploads: [], refused: [] }),
    openedAddress: () => ({ address: null }),
    ...connectCommands({ shops, add: (card) => cards.push(card), remove: (card) => (cards = cards.filter((other) => other !== card)), emit, fail }),
    ...shopCommands({ shops, step, remove: (card) => (cards = cards.filter((other) => other !== card)), emit, fail }),
    ...lifeCommands({ shops, emit, fail }),
    ...liveCommands({ cards: () => cards, shops, find, set, emit, fail }),
    settings: () => settings,
    settingsUpdate: (wanted) => (settings = wanted),
  };

  let choices: HostSettings = { tray: false, autostart: false, canTray: true, canAutostart: true, ...options.host };
  const host: HostControls = {
    settings: async () => ({ ...choices }),
    update: async (change) => ({ ...(choices = { ...choices, ...change }) }),
  };

  const self: MemoryPlatform = {
    copied: null,
    saved: [],
    opened: [],
    calls: [],
    async call(name, request) {
      self.calls.push({ name, request });
      const code = failures.get(name);
      if (code) {
        failures.delete(name);
        return fail(code);
      }
      // As over a wire: nobody shares an object with the core.
      return structuredClone(await commands[name](structuredClone(request)));
    },
    async upload(file, name) {
      const info: UploadInfo = { id: id('upload'), name, size: file.size };
      uploads.set(info.id, { info, blob: file });
      return info;
    },
    blobUrl: (wanted) => pictures.get(wanted) ?? './icon.svg',
    onEvent(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    ready: () => undefined,
    copy: async (text) => {
      self.copied = text;
    },
    keepAwake: async () => undefined,
    async saveFile(_, name) {
      self.saved.push(name);
      return true;
    },
    async openExternal(href) {
      const address = externalAddress(href);
      if (address !== null) self.opened.push(address);
      return address !== null;
    },
    ...(options.host === null ? {} : { host }),
    failNext: (name, code) => failures.set(name, code),
    emit,
  };
  return self;
}
