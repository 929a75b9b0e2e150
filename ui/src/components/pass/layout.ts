/** Which field of a pass stands where: each style's own places and counts; what is over goes to the details. */
import type { PassField, PassView } from '../../generated/api';

/** How a style lays its front out. */
interface Plan {
  primary: number;
  secondary: number;
  /** For each row of auxiliary fields. */
  auxiliary: number;
  /** Secondary and auxiliary fields share this many places. */
  shared?: number;
  /** Pictures the style has a place for, the first one that is there. */
  pictures: ('strip' | 'thumbnail')[];
  background?: boolean;
}

const PLANS: Record<string, Plan> = {
  boardingPass: { primary: 2, secondary: 4, auxiliary: 5, pictures: [] },
  coupon: { primary: 1, secondary: 4, auxiliary: 4, shared: 4, pictures: ['strip'] },
  eventTicket: { primary: 1, secondary: 4, auxiliary: 4, pictures: ['strip', 'thumbnail'], background: true },
  generic: { primary: 1, secondary: 4, auxiliary: 4, pictures: ['thumbnail'] },
  storeCard: { primary: 1, secondary: 4, auxiliary: 4, shared: 4, pictures: ['strip'] },
};
const PLAIN: Plan = { primary: 1, secondary: 4, auxiliary: 4, pictures: ['strip', 'thumbnail'] };
const HEADER = 3;
const SQUARE = ['QR_CODE', 'AZTEC', 'DATA_MATRIX'];

/** Rows of together at most so many characters stand on one line. */
const ONE_LINE = 30;

export interface PassLayout {
  header: PassField[];
  primary: PassField[];
  rows: PassField[][];
  /** Surplus of the front, then the back, then what newer passes add. */
  details: PassField[];
  strip: string | null;
  thumbnail: string | null;
  background: string | null;
  /** Two primary fields with a means of travel between them. */
  journey: boolean;
}

/** `symbology`: the kind of the first code; a square one takes the height that a second row would have. */
export function layoutOf(pass: PassView, symbology: string | undefined): PassLayout {
  const plan = PLANS[pass.style] ?? PLAIN;
  const over: PassField[] = [];
  // A field that says nothing needs no place.
  const said = pass.fields.filter((field) => field.display.trim() !== '');
  const take = (section: string, most: number, row?: number): PassField[] => {
    const all = said.filter((field) => field.section === section && (row === undefined || Math.min(field.row, 1) === row));
    over.push(...all.slice(most));
    return all.slice(0, most);
  };
  const shared = plan.shared ?? (pass.style === 'generic' && SQUARE.includes(symbology ?? '') ? 4 : null);
  const header = take('header', HEADER);
  const primary = take('primary', plan.primary);
  const secondary = take('secondary', plan.secondary);
  const first = take('auxiliary', shared === null ? plan.auxiliary : shared - secondary.length, 0);
  const second = take('auxiliary', shared === null ? plan.auxiliary : shared - secondary.length - first.length, 1);
  const rows = [secondary, first, second].filter((row) => row.length > 0);

  const picture = plan.pictures.find((one) => pass.images[one] !== null);
  const strip = picture === 'strip' ? pass.images.strip : null;
  return {
    header,
    primary,
    rows: shared !== null && width(rows.flat()) <= ONE_LINE ? [rows.flat()].filter((row) => row.length > 0) : rows,
    details: [...over, ...['back', 'additional'].flatMap((section) => said.filter((field) => field.section === section))],
    strip,
    thumbnail: picture === 'thumbnail' ? pass.images.thumbnail : null,
    // A ticket shows either its strip or its background.
    background: plan.background && !strip ? pass.images.background : null,
    journey: pass.style === 'boardingPass' && primary.length === 2,
  };
}

/** How wide fields are beside each other, in characters. */
function width(fields: PassField[]): number {
  return fields.reduce((sum, field) => sum + Math.max(field.display.length, (field.label ?? '').length), 0);
}
