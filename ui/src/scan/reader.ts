/** Looks for codes in camera frames and pictures. What reads them is loaded when it is first needed. */
import { addressIn, scannedCode, type ScannedCode } from './code';
import type { Answer, Question } from './worker';

/** Why a picture gave no code. */
export type PictureTrouble = 'nothing' | 'noPicture' | 'failed';

/** The longer side of a picture in pixels, tried one after the other. */
const SIDES = [1600, 4096];
/** Pictures are no larger than this many bytes. */
const LARGEST = 64 * 1024 * 1024;

export class CodeReader {
  private readonly worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private asked = 0;

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<Answer>) => this.settle(data);
    this.worker.onerror = () => {
      for (const id of [...this.waiting.keys()]) this.settle({ id });
    };
  }

  /** The codes in these pixels, the one of most use first; `null` when the reader failed. */
  async read({ data, width, height }: ImageData): Promise<ScannedCode[] | null> {
    const id = (this.asked += 1);
    const answer = new Promise<Answer>((resolve) => this.waiting.set(id, resolve));
    const question: Question = { id, pixels: data.buffer as ArrayBuffer, width, height };
    this.worker.postMessage(question, [question.pixels]);
    const { codes } = await answer;
    if (!codes) return null;
    // Beside an invite there may be the code of a product.
    return codes
      .map(scannedCode)
      .filter((code) => code !== null)
      .sort((a, b) => Number(addressIn(b.text) !== null) - Number(addressIn(a.text) !== null));
  }

  /** The code in a file that is a picture. */
  async readPicture(file: Blob): Promise<ScannedCode | PictureTrouble> {
    const picture = file.size > LARGEST ? null : await createImageBitmap(file).catch(() => null);
    if (!picture) return 'noPicture';
    try {
      const longest = Math.max(picture.width, picture.height);
      for (const side of SIDES.filter((_, index) => index === 0 || longest > (SIDES[index - 1] ?? 0))) {
        const pixels = pixelsOf(picture, picture.width, picture.height, side);
        const codes = pixels && (await this.read(pixels));
        if (!codes) return 'failed';
        if (codes[0]) return codes[0];
      }
      return 'nothing';
    } finally {
      picture.close();
    }
  }

  end(): void {
    this.worker.terminate();
    for (const id of [...this.waiting.keys()]) this.settle({ id });
  }

  private settle(answer: Answer): void {
    this.waiting.get(answer.id)?.(answer);
    this.waiting.delete(answer.id);
  }
}

let canvas: HTMLCanvasElement | null = null;

/** The pixels of a picture or frame, made smaller where its longer side is beyond `side`. */
export function pixelsOf(source: CanvasImageSource, width: number, height: number, side: number): ImageData | null {
  const scale = Math.min(1, side / Math.max(width, height));
  canvas ??= document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  // Codes in see-through pictures stand on white.
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
