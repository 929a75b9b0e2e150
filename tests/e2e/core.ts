/** The real core: `kantis serve` over a wallet of the test's own, and `kantis` beside it. */
import { test as base, expect, type Page } from '@playwright/test';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** `KANTIS_BIN`, or what `cargo build` leaves. */
function binary(): string {
  const named = process.env['KANTIS_BIN'];
  const target = process.env['CARGO_TARGET_DIR'] ?? resolve(import.meta.dirname, '../../target');
  const found = named ?? join(target, 'debug', 'kantis');
  if (!existsSync(found)) throw new Error(`${found} is not there; build it with \`cargo build -p kantis-cli\` or name it in KANTIS_BIN`);
  return found;
}

export class Core {
  private server: ChildProcess | null = null;
  address = '';

  private constructor(
    private readonly folder: string,
    private readonly keyFile: boolean,
    private readonly extra: Record<string, string>,
  ) {}

  /** A wallet in a new folder, its key in a file; or with no place for a key, where a passphrase is asked for. */
  static async create(keyFile = true, extra: Record<string, string> = {}): Promise<Core> {
    const core = new Core(await mkdtemp(join(tmpdir(), 'kantis-e2e-')), keyFile, extra);
    if (keyFile) await writeFile(join(core.folder, 'key'), randomBytes(32), { mode: 0o600 });
    return core;
  }

  private get env(): NodeJS.ProcessEnv {
    // No test may find the keyring of whoever runs it. The core is where the browser is.
    const env: NodeJS.ProcessEnv = { ...process.env, HOME: this.folder, TZ: 'Europe/Helsinki', DBUS_SESSION_BUS_ADDRESS: `unix:path=${this.folder}/no-bus`, ...this.extra };
    delete env['KANTIS_KEY_FILE'];
    return this.keyFile ? { ...env, KANTIS_KEY_FILE: join(this.folder, 'key') } : env;
  }

  private args(...args: string[]): string[] {
    return ['--wallet', join(this.folder, 'wallet'), ...args];
  }

  /** Starts the server and waits for the address it prints. */
  async serve(): Promise<void> {
    const server = spawn(binary(), this.args('serve'), { env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.server = server;
    const told: string[] = [];
    server.stderr.on('data', (chunk: Buffer) => told.push(chunk.toString()));
    this.address = await new Promise<string>((found, failed) => {
      createInterface({ input: server.stdout }).once('line', found);
      server.once('exit', (code) => failed(new Error(`kantis serve ended with ${String(code)}: ${told.join('')}`)));
    });
  }

  async stop(): Promise<void> {
    const server = this.server;
    this.server = null;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await ended;
  }

  /** Runs `kantis` against the same wallet, as another process. */
  async kantis(...args: string[]): Promise<string> {
    const { stdout } = await run(binary(), this.args(...args), { env: this.env });
    return stdout;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export interface Fixtures {
  /** What the core finds in its environment besides. */
  env: Record<string, string>;
  core: Core;
  /** The page, opened at the address that the server printed. */
  app: Page;
}

export const test = base.extend<Fixtures>({
  env: [{}, { option: true }],
  core: async ({ env }, use) => {
    const core = await Core.create(true, env);
    try {
      await core.serve();
      await use(core);
    } finally {
      await core.remove();
    }
  },
  app: async ({ page, core }, use) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      // An answer that says no is none of the page's faults; the page has words for it.
      const answered = message.location().url.includes('/rpc/');
      if (message.type() === 'error' && !answered) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(core.address);
    await use(page);
    // A blocked style or an uncaught error is a fault, even where nobody looked at it.
    expect(complaints, 'nothing may be complained of in the console').toEqual([]);
  },
});

export { expect };
