/** What is between a wallet and its shop: it may be closed, refuse single questions, and hears the tokens that go by. */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as listener, type AddressInfo } from 'node:net';
import { Shop } from './shop';
import { programme, test as together } from './wallet-and-shop';

export class Way {
  /** Says with which status a question is answered in the shop's place. */
  refuse: (method: string, path: string) => number | null = () => null;
  private port = 0;
  private readonly linked: { client: string; refresh: string }[] = [];
  private target = 0;

  private constructor(private readonly server: Server) {}

  static async lay(): Promise<Way> {
    const server = createServer((asked, answer) => void way.pass(asked, answer));
    const way = new Way(server);
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    way.port = (server.address() as AddressInfo).port;
    return way;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Opens a shop at its other end. */
  async open(toml: string): Promise<Shop> {
    this.target = await freePort();
    return Shop.open(toml, [], { listen: `127.0.0.1:${this.target}`, publicUrl: this.address });
  }

  /** The shop ends every sign-in that was made through here (RFC 7009), as if its owner had. */
  async signOut(): Promise<void> {
    for (const { client, refresh } of this.linked.splice(0)) {
      const ended = await fetch(`http://127.0.0.1:${this.target}/oauth/revoke`, { method: 'POST', body: new URLSearchParams({ token: refresh, client_id: client }) });
      if (!ended.ok) throw new Error(`the shop did not end it: ${ended.status}`);
    }
  }

  /** Nobody is there any more: no question leaves the wallet. */
  async close(): Promise<void> {
    const closed = new Promise((done) => this.server.close(done));
    this.server.closeAllConnections();
    await closed;
  }

  /** Somebody is there again. */
  async reopen(): Promise<void> {
    await new Promise<void>((ready) => this.server.listen(this.port, '127.0.0.1', ready));
  }

  private async pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const path = asked.url ?? '/';
    const status = this.refuse(asked.method ?? 'GET', path);
    if (status !== null) return void answer.writeHead(status).end();
    const body = await read(asked);
    const on = request({ host: '127.0.0.1', port: this.target, path, method: asked.method ?? 'GET', headers: asked.headers }, async (from) => {
      if (path === '/oauth/token') {
        const text = await read(from);
        this.hear(body.toString(), text.toString());
        answer.writeHead(from.statusCode ?? 500, from.headers).end(text);
        return;
      }
      answer.writeHead(from.statusCode ?? 500, from.headers);
      // A stream of events goes by as it comes.
      answer.flushHeaders();
      from.pipe(answer);
    });
    on.on('error', () => answer.destroy());
    answer.on('close', () => on.destroy());
    on.end(body);
  }

  private hear(asked: string, told: string): void {
    const refresh = /"refresh_token":"([^"]+)"/.exec(told)?.[1];
    const client = new URLSearchParams(asked).get('client_id');
    if (refresh && client) this.linked.push({ client, refresh });
  }
}

async function read(from: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of from) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** A port at which nobody listens just now. */
async function freePort(): Promise<number> {
  const probe = listener();
  await new Promise<void>((ready) => probe.listen(0, '127.0.0.1', ready));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

/** The wallet and the shop with a way between them. */
export const test = together.extend<{ way: Way; shop: Shop }>({
  way: async ({}, use) => {
    const way = await Way.lay();
    try {
      await use(way);
    } finally {
      await way.close();
    }
  },
  shop: async ({ toml, way }, use) => {
    const shop = await way.open(toml || (await programme('kahvila')));
    try {
      await use(shop);
    } finally {
      await shop.close();
    }
  },
});
