/** One import from picked files to its report. */
import type { ImportChoice, ImportPreview, ImportReport, OnConflict, UploadInfo } from '../generated/api';
import { asFailure, platform, type ApiFailure } from '../platform';
import { errorWords } from '../messages/index.svelte';
import { navigate, route } from './router.svelte';
import { sayProblem } from './toasts.svelte';
import { watchProgress } from './wallet.svelte';

export type Phase = 'idle' | 'reading' | 'password' | 'preview' | 'applying' | 'done' | 'failed';

interface ImportState {
  phase: Phase;
  uploads: UploadInfo[];
  preview: ImportPreview | null;
  report: ImportReport | null;
  failure: ApiFailure | null;
  wrongPassword: boolean;
  progress: { done: number; total: number };
  rule: OnConflict;
  choices: Record<number, OnConflict>;
  left: number[];
  acceptTampered: boolean;
}

const fresh = (): ImportState => ({
  phase: 'idle',
  uploads: [],
  preview: null,
  report: null,
  failure: null,
  wrongPassword: false,
  progress: { done: 0, total: 0 },
  rule: 'theirs',
  choices: {},
  left: [],
  acceptTampered: false,
});

const state = $state<ImportState>(fresh());
let job = '';
let run = 0;

export function importing(): ImportState {
  return state;
}

export function forgetImport(): void {
  run += 1;
  Object.assign(state, fresh());
}

/** Uploads what was picked, dropped or pasted, and shows what it would do. */
export async function importFiles(files: File[]): Promise<void> {
  if (files.length === 0) return;
  const mine = begin();
  await show();
  try {
    for (const file of files) {
      const upload = await platform().upload(file, file.name);
      if (mine !== run) return;
      state.uploads.push(upload);
    }
  } catch (error) {
    if (mine === run) fail(error);
    return;
  }
  await preview(null);
}

/** The same for files that were opened with the app. */
export async function importOpened(): Promise<void> {
  const { uploads, refused } = await platform().call('openedFiles', {});
  for (const error of refused) sayProblem(errorWords(error));
  if (uploads.length === 0) return;
  begin();
  state.uploads = uploads;
  await show();
  await preview(null);
}

export async function preview(password: string | null): Promise<void> {
  const mine = run;
  state.phase = 'reading';
  await asJob(async (id) => {
    try {
      const uploads = state.uploads.map((upload) => upload.id);
      const answer = await platform().call('importPreview', { uploads, password, job: id });
      if (mine !== run) return;
      state.preview = answer;
      state.phase = 'preview';
    } catch (error) {
      if (mine !== run) return;
      const { code } = asFailure(error);
      if (code === 'passwordNeeded' || code === 'passwordWrong') {
        state.wrongPassword = code === 'passwordWrong';
        state.phase = 'password';
      } else {
        fail(error);
      }
    }
  });
}

/** Carries the import out as chosen. */
export async function apply(): Promise<void> {
  const preview = state.preview;
  if (!preview) return;
  const mine = run;
  state.phase = 'applying';
  await asJob(async (id) => {
    try {
      const report = await platform().call('importApply', {
        preview: preview.id,
        onConflict: state.rule,
        choices: chosen(),
        acceptTampered: state.acceptTampered,
        job: id,
      });
      if (mine !== run) return;
      state.report = report;
      state.phase = 'done';
    } catch (error) {
      if (mine === run) fail(error);
    }
  });
}

export async function cancelJob(): Promise<void> {
  if (job) await platform().call('jobCancel', { job }).catch(() => undefined);
}

/** How many cards would be made or changed as things stand. */
export function wouldImport(): number {
  return (state.preview?.cards ?? []).filter((row) => {
    if (state.left.includes(row.index)) return false;
    if (row.verdict === 'new') return true;
    if (row.verdict === 'changed') return (state.choices[row.index] ?? state.rule) !== 'mine';
    return row.verdict === 'cannot' && row.acceptable && state.acceptTampered;
  }).length;
}

function chosen(): ImportChoice[] {
  const choices = Object.entries(state.choices).map(([index, choice]): ImportChoice => ({ index: Number(index), choice }));
  const left = state.left.map((index): ImportChoice => ({ index, choice: null }));
  return [...choices.filter(({ index }) => !state.left.includes(index)), ...left];
}

function begin(): number {
  forgetImport();
  state.phase = 'reading';
  return run;
}

async function show(): Promise<void> {
  if (route().name !== 'import') await navigate({ name: 'import' });
}

function fail(error: unknown): void {
  state.failure = asFailure(error);
  state.phase = 'failed';
}

async function asJob(work: (id: string) => Promise<void>): Promise<void> {
  const id = newJobName();
  job = id;
  state.progress = { done: 0, total: 0 };
  const stop = watchProgress((name, done, total) => {
    if (name === id) state.progress = { done, total };
  });
  try {
    await work(id);
  } finally {
    stop();
    if (job === id) job = '';
  }
}

/** `crypto.randomUUID` exists in secure contexts only, and not every web view counts its scheme so. */
function newJobName(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
