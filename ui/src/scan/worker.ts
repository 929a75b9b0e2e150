/** Reads codes from pixels, apart from the page so that the page stays quick. The reader is ZXing's, as WebAssembly. */
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
// Shipped with the page: left alone, the library would fetch it from somewhere else.
import address from 'zxing-wasm/reader/zxing_reader.wasm?url';
import type { ReadCode } from './code';

export interface Question {
  id: number;
  pixels: ArrayBuffer;
  width: number;
  height: number;
}

/** `codes` is absent when the reader itself failed. */
export interface Answer {
  id: number;
  codes?: ReadCode[];
}

const OPTIONS: ReaderOptions = {
  formats: ['Aztec', 'Codabar', 'Code39', 'Code93', 'Code128', 'DataMatrix', 'EAN8', 'EAN13', 'ITF', 'PDF417', 'QRCode', 'UPCA', 'UPCE'],
  textMode: 'Plain',
  maxNumberOfSymbols: 4,
};

async function load(): Promise<void> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`the reader is not there: ${String(answer.status)}`);
  await prepareZXingModule({ overrides: { wasmBinary: await answer.arrayBuffer() }, fireImmediately: true });
}

const loaded = load();
// Each question says so.
loaded.catch(() => undefined);

async function read({ pixels, width, height }: Question): Promise<ReadCode[]> {
  await loaded;
  const picture = { data: new Uint8ClampedArray(pixels), width, height, colorSpace: 'srgb' } as ImageData;
  const found = await readBarcodes(picture, OPTIONS);
  return found
    .filter((code) => code.isValid)
    .map((code) => ({
      format: code.format,
      text: code.text,
      bytes: code.bytes,
      gs1: code.contentType === 'GS1',
      eci: code.hasECI,
      upcE: upcE(code.extra),
    }));
}

function upcE(extra: string): string | null {
  return /"UPCE":"(\d{8})"/.exec(extra)?.[1] ?? null;
}

self.onmessage = ({ data }: MessageEvent<Question>) => {
  read(data)
    .then((codes): Answer => ({ id: data.id, codes }))
    .catch((): Answer => ({ id: data.id }))
    .then((answer) => self.postMessage(answer));
};
