/** What the app needs of whatever hosts it. Nothing else in `ui` knows who that is. */
import type { ApiError, Code, Commands, Event, UploadInfo } from '../generated/api';

export interface Platform {
  /** Runs one command of the API. Rejects with an {@link ApiFailure}. */
  call<K extends keyof Commands>(name: K, request: Commands[K]['request']): Promise<Commands[K]['answer']>;
  /** Hands bytes over; the answer's id goes into requests that take an upload. */
  upload(file: Blob, name: string): Promise<UploadInfo>;
  /** Where a picture or file of the wallet can be read. */
  blobUrl(id: string): string;
  /** Hears hints from the core. */
  onEvent(handler: (event: Event) => void): () => void;
  /** The first screen is painted: the window may be shown. */
  ready(): void;
  /** Puts text on the clipboard. */
  copy(text: string): Promise<void>;
  /** Keeps the screen awake where the host can; silently does nothing where it cannot. */
  keepAwake(on: boolean): Promise<void>;
  /** Saves a file of the wallet where the person wants it; `false` when they changed their mind. */
  saveFile(blobId: string, name: string): Promise<boolean>;
  /**
   * Opens a link outside of Kantis: a page, a letter, a call, a place on a map. `false` when the link is
   * of no kind that is opened, or nothing on this device opens it. Ask {@link externalAddress} first
   * whether to show it as a link at all.
   */
  openExternal(href: string): Promise<boolean>;
  /** What the host does besides its window; absent where there is nothing to choose. */
  host?: HostControls;
}

/** Choices of the program around the page. They belong to this device, not to the wallet. */
export interface HostControls {
  settings(): Promise<HostSettings>;
  /** Changes what is named and answers how things stand then. */
  update(change: Partial<HostChoices>): Promise<HostSettings>;
}

export interface HostChoices {
  /** Kantis stays in the tray when its window is closed. */
  tray: boolean;
  /** Kantis starts when the person logs in. */
  autostart: boolean;
}

export interface HostSettings extends HostChoices {
  /** There is a tray to stay in. */
  canTray: boolean;
  /** Starting at login can be arranged. */
  canAutostart: boolean;
}

/** An error of the API as it is thrown. */
export class ApiFailure extends Error implements ApiError {
  readonly code: Code;
  readonly params: Record<string, string>;
  readonly retryable: boolean;

  constructor(error: ApiError) {
    super(error.code);
    this.code = error.code;
    this.params = Object.fromEntries(Object.entries(error.params).map(([k, v]) => [k, v ?? '']));
    this.retryable = error.retryable;
  }
}

/** Makes an {@link ApiFailure} of anything a host may throw. */
export function asFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  if (isApiError(error)) return new ApiFailure(error);
  return new ApiFailure({ code: 'internal', params: {}, retryable: false });
}

function isApiError(value: unknown): value is ApiError {
  return typeof value === 'object' && value !== null && 'code' in value && 'params' in value;
}
