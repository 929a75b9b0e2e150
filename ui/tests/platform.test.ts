import { afterEach, describe, expect, it, vi } from 'vitest';
import { httpPlatform, openSession } from '../src/platform/http';
import { ApiFailure, asFailure } from '../src/platform';

const answer = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });

afterEach(() => {
  vi.unstubAllGlobals();
  history.replaceState(null, '', '#/');
});

describe('the host over HTTP', () => {
  it('trades the token for a cookie and takes it out of the address', async () => {
    const fetched = vi.fn(async () => answer(200, {}));
    vi.stubGlobal('fetch', fetched);
    history.replaceState(null, '', '#token=abc');
    expect(await openSession()).toBe('abc');
    expect(location.hash).toBe('');
    expect(fetched).toHaveBeenCalledWith('/session', { method: 'POST', headers: { authorization: 'Bearer abc' } });
    expect(await openSession()).toBeNull();
  });

  it('sends JSON with the token', async () => {
    const fetched = vi.fn<typeof fetch>(async () => answer(200, { id: 'x' }));
    vi.stubGlobal('fetch', fetched);
    await httpPlatform('abc').call('card', { id: 'x' });
    const [path, init] = fetched.mock.calls[0] ?? [];
    expect(path).toBe('/rpc/card');
    expect(init?.body).toBe('{"id":"x"}');
    expect(init?.headers).toMatchObject({ authorization: 'Bearer abc' });
  });

  it('uploads bytes as they are, with the name beside them', async () => {
    const fetched = vi.fn<typeof fetch>(async () => answer(200, { id: 'u', name: 'n', size: 1 }));
    vi.stubGlobal('fetch', fetched);
    const file = new Blob(['x']);
    await httpPlatform(null).upload(file, 'ä & b.csv');
    const [path, init] = fetched.mock.calls[0] ?? [];
    expect(path).toBe('/upload?name=%C3%A4%20%26%20b.csv');
    expect(init?.body).toBe(file);
  });

  it.each([
    [() => Promise.resolve(answer(423, { code: 'walletLocked', params: {}, retryable: false })), 'walletLocked'],
    [() => Promise.resolve(new Response('The token is needed.', { status: 401 })), 'internal'],
    [() => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 })), 'internal'],
    [() => Promise.reject(new TypeError('network')), 'internal'],
  ])('every failure is one of the API (%#)', async (respond, code) => {
    vi.stubGlobal('fetch', respond);
    const failure = await httpPlatform(null).call('settings', {}).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiFailure);
    expect(failure).toMatchObject({ code });
  });
});

describe('anything thrown', () => {
  it.each([null, undefined, 'text', new Error('x'), { code: 'x' }])('%s becomes an error of the API', (thrown) => {
    expect(asFailure(thrown)).toMatchObject({ code: 'internal', retryable: false });
  });
});
