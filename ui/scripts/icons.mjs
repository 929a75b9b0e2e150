// Writes src/components/icons.ts: the few Lucide drawings (ISC) that Kantis uses, as data.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const ICONS = [
  'archive', 'archive-restore', 'arrow-down', 'arrow-down-up', 'arrow-left', 'arrow-right', 'arrow-up',
  'badge-check', 'bus', 'camera', 'check', 'chevron-down', 'chevron-left', 'chevron-right', 'circle-alert',
  'circle-check', 'circle-minus', 'circle-x', 'copy', 'copy-plus', 'credit-card',
  'ellipsis', 'file-down', 'flashlight', 'folder', 'image', 'image-plus', 'info', 'key-round', 'languages', 'list-checks', 'lock',
  'pencil', 'plane', 'plus', 'scan-barcode', 'search', 'settings', 'shield-check', 'shield-question-mark', 'shield-alert',
  'shield-off', 'ship', 'star', 'star-off', 'sun-moon', 'train-front', 'trash', 'triangle-alert', 'undo-2',
  'upload', 'wallet-cards', 'x', 'move-right', 'square-check-big', 'tag', 'move-up', 'move-down',
  'activity', 'refresh-cw', 'bell', 'bell-off', 'coins', 'hourglass', 'gift', 'clock', 'cloud-off', 'list', 'stamp', 'medal', 'circle-question-mark', 'radio',
  'receipt', 'chart-column', 'download', 'shopping-bag', 'store', 'external-link', 'unlink', 'eye', 'eye-off', 'log-in', 'user-x', 'piggy-bank', 'receipt-text',
];
const require = createRequire(import.meta.url);
const nodes = JSON.parse(await readFile(require.resolve('lucide-static/icon-nodes.json'), 'utf8'));
const missing = ICONS.filter((name) => !nodes[name]);
if (missing.length > 0) throw new Error(`no such Lucide icon: ${missing.join(', ')}`);
const lines = ICONS.sort().map((name) => `  '${name}': ${JSON.stringify(nodes[name])},`);
await writeFile(
  new URL('../src/components/icons.ts', import.meta.url),
  `/** Drawings from Lucide (ISC licence). Made by \`npm run icons\`; do not edit. */
export type IconNode = [tag: string, attributes: Record<string, string>];

export const icons = {
${lines.join('\n')}
} satisfies Record<string, IconNode[]>;

export type IconName = keyof typeof icons;
`,
);
