/** Files as other wallets and issuers make them, made here: no one's real cards. */
import { createHash } from 'node:crypto';
import { strToU8, zipSync, type Zippable } from 'fflate';

export interface FilePayload {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export interface CatimaCard {
  store: string;
  cardid: string;
  type?: string;
  note?: string;
  balance?: string;
  currency?: string;
  expiry?: string;
  star?: boolean;
  archived?: boolean;
  groups?: string[];
}

/** Archives name this day, so that the same content is the same file. */
const MADE = '2026-01-02T03:04:06Z';

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Catima's table, version 2: four parts with an empty record between them. */
export function catimaTable(cards: CatimaCard[]): string {
  const groups = [...new Set(cards.flatMap((card) => card.groups ?? []))];
  const rows = cards.map((card, index) =>
    [
      String(index + 1),
      card.store,
      card.note ?? '',
      '',
      card.expiry ? String(Date.parse(`${card.expiry}T00:00:00Z`)) : '',
      card.balance ?? '0',
      card.currency ?? '',
      card.cardid,
      '',
      card.type ?? '',
      'ISO-8859-1',
      '-14722743',
      card.star ? '1' : '0',
      '0',
      card.archived ? '1' : '0',
    ]
      .map(quote)
      .join(','),
  );
  const links = cards.flatMap((card, index) => (card.groups ?? []).map((group) => `${index + 1},${quote(group)}`));
  const header = '_id,store,note,validfrom,expiry,balance,balancetype,cardid,barcodeid,barcodetype,barcodeencoding,headercolor,starstatus,lastused,archive';
  return ['2', '', '_id', ...groups.map(quote), '', header, ...rows, '', 'cardId,groupId', ...links, ''].join('\r\n');
}

export const catimaCsv = (cards: CatimaCard[], name = 'catima.csv'): FilePayload => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(catimaTable(cards)),
});

/** Catima's archive: the table and a picture of the first card's front. */
export const catimaZip = (cards: CatimaCard[], picture: Buffer, name = 'catima.zip'): FilePayload => ({
  name,
  mimeType: 'application/zip',
  buffer: Buffer.from(zipSync({ 'catima.csv': strToU8(catimaTable(cards)), 'card_1_front.png': picture }, { mtime: MADE })),
});

export interface PassChange {
  serial?: string;
  points?: string;
  /** The issuer's web service. */
  service?: string;
  /** An offer on its back, in the shop's words. */
  offer?: string;
}

/** A store card of a café that does not exist, not signed by anybody. */
export function pkpass(change: PassChange = {}, name = 'kahvio.pkpass'): FilePayload {
  const service = change.service ? { webServiceURL: change.service, authenticationToken: 'a-token-of-the-test-0001' } : {};
  const offer = change.offer ? [{ key: 'offer', label: 'Offer', value: change.offer }] : [];
  const pass = {
    ...service,
    formatVersion: 1,
    passTypeIdentifier: 'pass.example.kahvio',
    teamIdentifier: 'EXAMPLE123',
    serialNumber: change.serial ?? 'KAHVIO-0001',
    organizationName: 'Kahvio Kaneli',
    description: 'Kahvio Kaneli, loyalty card',
    logoText: 'Kahvio Kaneli',
    backgroundColor: 'rgb(107, 63, 42)',
    foregroundColor: 'rgb(255, 255, 255)',
    labelColor: 'rgb(240, 225, 215)',
    barcodes: [{ format: 'PKBarcodeFormatQR', message: 'KANELI-7781', messageEncoding: 'iso-8859-1', altText: 'KANELI 7781' }],
    storeCard: {
      headerFields: [{ key: 'level', label: 'Level', value: 'Gold' }],
      primaryFields: [{ key: 'points', label: 'Points', value: change.points ?? '128' }],
      secondaryFields: [{ key: 'member', label: 'Member', value: 'Aino Esimerkki' }],
      backFields: [...offer, { key: 'web', label: 'On the web', value: 'See https://kahvio.example/kanta' }],
    },
  };
  return passFile(pass, name, { 'icon.png': PNG });
}

/** Packs a pass of any content and pictures, not signed by anybody. */
export function passFile(content: object, name: string, pictures: Record<string, Uint8Array> = {}): FilePayload {
  const files: Record<string, Uint8Array> = { 'pass.json': strToU8(JSON.stringify(content)), ...pictures };
  const manifest = Object.fromEntries(Object.entries(files).map(([file, bytes]) => [file, createHash('sha1').update(bytes).digest('hex')]));
  const zip: Zippable = { ...files, 'manifest.json': strToU8(JSON.stringify(manifest)) };
  return { name, mimeType: 'application/vnd.apple.pkpass', buffer: Buffer.from(zipSync(zip, { mtime: MADE })) };
}

/** A letter as mail programs save one, with words and files attached. */
export function letter(files: FilePayload[], name = 'Your card is here.eml'): FilePayload {
  const boundary = 'a-part-of-the-letter';
  const part = (headers: string[], body: string): string => [`--${boundary}`, ...headers, '', body].join('\r\n');
  const words = part(['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'], 'Hei! Tässä korttisi.');
  const attached = files.map((file) =>
    part(
      [
        `Content-Type: ${file.mimeType}; name="${file.name}"`,
        'Content-Transfer-Encoding: base64',
        `Content-Disposition: attachment; filename="${file.name}"`,
      ],
      file.buffer.toString('base64').replace(/(.{76})/g, '$1\r\n'),
    ),
  );
  const head = [
    'From: Kahvio Kaneli <kanta@kahvio.example>',
    'To: Aino Esimerkki <aino@posti.example>',
    'Subject: =?utf-8?q?Korttisi_on_t=C3=A4ss=C3=A4?=',
    'Date: Sat, 21 Nov 2026 10:15:00 +0200',
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
  ];
  const text = [...head, words, ...attached, `--${boundary}--`, ''].join('\r\n');
  return { name, mimeType: 'message/rfc822', buffer: Buffer.from(text) };
}

/** A picture of 86 × 54 pixels in one colour. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAFYAAAA2CAIAAADSwPn6AAAAbElEQVR4nO3QURUAEADAwKOIPCroH0QMH7YEezfW2f5uvh54XwQRRCACEYhABCIQgQhEIAIRiEAEIhCBCEQgAhGIQAQiEIEIRCACEYhABCIQgQhEIAIRiEAEIhCBCEQgAhGIQAQiEIEIRCACXCT/AS67+MhjAAAAAElFTkSuQmCC',
  'base64',
);

export const picture = (name = 'front.png'): FilePayload => ({ name, mimeType: 'image/png', buffer: PNG });
