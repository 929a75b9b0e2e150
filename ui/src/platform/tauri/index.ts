/** The host inside the Tauri shell: one command for the API, one for bytes, one event. */
import { convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Commands, Event, UploadInfo } from '../../generated/api';
import { asFailure, type HostSettings, type Platform } from '../platform';
import { externalAddress } from '../links';
import { copyText, keepAwake } from '../web';

export function tauriPlatform(): Platform {
  const base = convertFileSrc('', 'kantis').replace(/\/+$/, '');
  /** Asks the shell itself for something. */
  async function ask<T>(command: string, request: Record<string, unknown> = {}): Promise<T> {
    try {
      return await invoke<T>(command, request);
    } catch (error) {
      throw asFailure(error);
    }
  }
  return {
    async call<K extends keyof Commands>(cmd: K, payload: Commands[K]['request']) {
      return ask<Commands[K]['answer']>('rpc', { cmd, payload });
    },
    async upload(file, name) {
      try {
        const bytes = await file.arrayBuffer();
        const headers = { 'x-kantis-name': encodeURIComponent(name) };
        return await invoke<UploadInfo>('upload', bytes, { headers });
      } catch (error) {
        throw asFailure(error);
      }
    },
    blobUrl: (id) => `${base}/blob/${id}`,
    onEvent(handler) {
      const listening = listen<Event>('kantis-event', (event) => handler(event.payload));
      return () => void listening.then((stop) => stop());
    },
    // Not requestAnimationFrame: it never fires while the window is still hidden.
    ready: () => void setTimeout(() => void invoke('app_ready').catch(() => undefined), 0),
    copy: copyText,
    keepAwake,
    saveFile: (blob, name) => ask<boolean>('save_file', { blob, name }),
    async openExternal(href) {
      const address = externalAddress(href);
      return address !== null && ask<boolean>('open_external', { address });
    },
    host: {
      settings: () => ask<HostSettings>('host_settings'),
      update: (change) => ask<HostSettings>('host_settings_update', { change }),
    },
  };
}
