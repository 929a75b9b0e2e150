/** The sample passes of `demo/`, made once for all tests, on a day far ahead. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { FilePayload } from './files';

/** Nothing of these passes has ended or begins soon while this is ahead. */
const DAY = '2035-01-10';
const DEMO = resolve(import.meta.dirname, '../../demo');

/** The folder with the passes. What made them names it, so that it is made anew when that changes. */
export function samples(): string {
  const sources = ['make-passes.py', 'drawing.py', 'packing.py'].map((name) => readFileSync(join(DEMO, name)));
  const folder = join(tmpdir(), `kantis-samples-${createHash('sha256').update(DAY).update(Buffer.concat(sources)).digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  const fresh = mkdtempSync(join(tmpdir(), 'kantis-samples-'));
  execFileSync('python3', ['-B', join(DEMO, 'make-passes.py'), fresh, '--today', DAY]);
  try {
    renameSync(fresh, folder);
  } catch {
    // Another worker was quicker.
    rmSync(fresh, { recursive: true });
  }
  return folder;
}

/** A file as a person picks it. */
export const fileOf = (path: string): FilePayload => ({ name: basename(path), mimeType: 'application/octet-stream', buffer: readFileSync(path) });

export const sample = (name: string): FilePayload => fileOf(join(samples(), name));
