/** A film of one still picture, as a camera of Chromium's that is none plays it: YUV4MPEG2. */
import type { Page } from '@playwright/test';
import { writeFile } from 'node:fs/promises';

const WIDTH = 640;
const HEIGHT = 480;

/** Writes to `path` what a camera sees that is held before `picture` (PNG). A page does the drawing. */
export async function film(page: Page, picture: Buffer, path: string): Promise<void> {
  const grey = await page.evaluate(
    async ({ png, width, height }) => {
      const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      context.fillStyle = '#b9b4a8';
      context.fillRect(0, 0, width, height);
      const scale = Math.min((width * 0.8) / bitmap.width, (height * 0.8) / bitmap.height);
      context.translate(width / 2, height / 2);
      // Nobody holds a phone straight.
      context.rotate(0.09);
      context.drawImage(bitmap, (-bitmap.width * scale) / 2, (-bitmap.height * scale) / 2, bitmap.width * scale, bitmap.height * scale);
      const { data } = context.getImageData(0, 0, width, height);
      let luma = '';
      for (let i = 0; i < data.length; i += 4) luma += String.fromCharCode(Math.round(0.299 * (data[i] ?? 0) + 0.587 * (data[i + 1] ?? 0) + 0.114 * (data[i + 2] ?? 0)));
      return btoa(luma);
    },
    { png: picture.toString('base64'), width: WIDTH, height: HEIGHT },
  );
  const colours = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), Buffer.from(grey, 'base64'), colours]);
  const head = Buffer.from(`YUV4MPEG2 W${String(WIDTH)} H${String(HEIGHT)} F10:1 Ip A1:1 C420jpeg\n`);
  await writeFile(path, Buffer.concat([head, frame, frame]));
}
