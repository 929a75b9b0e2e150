/** The host behind `kantis serve`: JSON over POST, bytes as raw bodies, hints as server-sent events. */
import type { ApiError, Commands, Event, UploadInfo } from '../../generated/api';
import { ApiFailure, asFailure, type Platform } from '../platform';
import { copyText, follow, keepAwake } from '../web';
import { externalAddress } from '../links';

/** Trades the token of the printed address for a cookie and takes it out of the address bar. */
export async function openSession(): Promise<string | null> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (!token) return null;
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  try {
    await fetch('/session', { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  } catch {
    // The first command says what is wrong.
  }
  return token;
}

export function httpPlatform(token: string | null): Platform {
  const authorization: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};

  async function post(path: string, body: BodyInit, type: string): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(path, {
        method: 'POST',
        headers: { 'content-type': type, ...authorization },
        body,
        credentials: 'same-origin',
      });
    } catch {
      // The server has gone; trying again may find it back.
      throw new ApiFailure({ code: 'internal', params: { detail: 'unreachable' }, retryable: true });
    }
    if (response.status === 401) throw new ApiFailure({ code: 'internal', params: { detail: 'unauthorised' }, retryable: false });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) throw asFailure(answer as ApiError);
    return answer;
  }

  return {
    async call<K extends keyof Commands>(name: K, request: Commands[K]['request']) {
      const answer = await post(`/rpc/${name}`, JSON.stringify(request), 'application/json');
      return answer as Commands[K]['answer'];
    },
    async upload(file, name) {
      const answer = await post(`/upload?name=${encodeURIComponent(name)}`, file, 'application/octet-stream');
      return answer as UploadInfo;
    },
    blobUrl: (id) => `/blob/${encodeURIComponent(id)}`,
    onEvent(handler) {
      const source = new EventSource('/events');
      let opened = false;
      source.onopen = () => {
        // Hints were lost while the stream was down.
        if (opened) handler({ event: 'overflow' });
        opened = true;
      };
      source.onmessage = (message: MessageEvent<string>) => handler(JSON.parse(message.data) as Event);
      return () => source.close();
    },
    ready: () => undefined,
    copy: copyText,
    keepAwake,
    async saveFile(blob, name) {
      // The browser asks where to, or has a folder for it; it does not say which.
      follow(`/blob/${encodeURIComponent(blob)}`, { download: name });
      return true;
    },
    async openExternal(href) {
      const address = externalAddress(href);
      if (address === null) return false;
      // A tab of its own for a page; a letter or a call opens none.
      follow(address, address.startsWith('http') ? { target: '_blank', rel: 'noopener noreferrer' } : {});
      return true;
    },
  };
}
