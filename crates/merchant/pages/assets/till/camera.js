// Reading a code with the camera: by the browser where it can, else by the shop's own server.
import { make } from './dom.js';
import { show, shut } from './sheet.js';
import { scan } from './shop.js';
import { say } from './words.js';

/** Milliseconds between two looks. */
const PAUSE = 250;
/** Pixels of the longer side that the server is sent. */
const SIDE = 960;

/** Whether there may be a camera at all. */
export const possible = () => Boolean(navigator.mediaDevices?.getUserMedia);

/** Opens the camera and hands over what was read. */
export async function look(found) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  } catch {
    show(say('scan'), [make('p', { textContent: say('no_camera') })]);
    return;
  }
  const video = make('video', { srcObject: stream, muted: true, playsInline: true });
  let open = true;
  show(say('scan'), [make('p', { textContent: say('camera_about') }), video], () => {
    open = false;
    stream.getTracks().forEach((track) => track.stop());
  });
  await video.play();
  const reader = await ownReader();
  while (open) {
    const text = await (reader ? byBrowser(reader, video) : byServer(video)).catch(() => undefined);
    if (text && open) {
      shut();
      found(text);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

async function ownReader() {
  if (!('BarcodeDetector' in window)) return undefined;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes('qr_code') ? new BarcodeDetector({ formats }) : undefined;
}

const byBrowser = async (reader, video) => (await reader.detect(video))[0]?.rawValue;

async function byServer(video) {
  const { videoWidth: width, videoHeight: height } = video;
  if (!width) return undefined;
  const scale = Math.min(1, SIDE / Math.max(width, height));
  const canvas = make('canvas', { width: width * scale, height: height * scale });
  canvas.getContext('2d').drawImage(video, 0, 0, canvas.width, canvas.height);
  const picture = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8));
  return picture ? scan(picture) : undefined;
}
