import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiFailure } from '../src/platform';
import { tauriPlatform } from '../src/platform/tauri';

afterEach(() => clearMocks());

/** The shell as the page sees it; `answer` speaks for the core. */
function shell(answer: (command: string, payload: unknown) => unknown): ReturnType<typeof tauriPlatform> {
  mockIPC(answer, { shouldMockEvents: true });
  const internals = (window as unknown as { __TAURI_INTERNALS__: { convertFileSrc?: (path: string, protocol: string) => string } }).__TAURI_INTERNALS__;
  internals.convertFileSrc = (path, protocol) => `${protocol}://localhost/${path}`;
  return tauriPlatform();
}

describe('the host in the shell', () => {
  it('has one command for all of the API', async () => {
    const heard = vi.fn<(command: string, payload: unknown) => unknown>(() => ({ language: 'fi' }));
    await expect(shell(heard).call('settings', {})).resolves.toEqual({ language: 'fi' });
    expect(heard.mock.calls[0]?.slice(0, 2)).toEqual(['rpc', { cmd: 'settings', payload: {} }]);
  });

  it('hands bytes over as bytes', async () => {
    const heard = vi.fn<(command: string, payload: unknown) => unknown>(() => ({ id: 'u', name: 'ä.csv', size: 3 }));
    await shell(heard).upload(new Blob(['abc']), 'ä.csv');
    const [command, payload] = heard.mock.calls[0] ?? [];
    expect(command).toBe('upload');
    expect(new Uint8Array(payload as ArrayBuffer)).toEqual(new Uint8Array([97, 98, 99]));
  });

  it('throws the errors of the API as they are', async () => {
    const platform = shell(() => Promise.reject({ code: 'busy', params: {}, retryable: true }));
    const failure = await platform.call('settings', {}).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiFailure);
    expect(failure).toMatchObject({ code: 'busy', retryable: true });
  });

  it('reads pictures by the shell’s own scheme', () => {
    expect(shell(() => null).blobUrl('0190')).toBe('kantis://localhost/blob/0190');
  });
});
