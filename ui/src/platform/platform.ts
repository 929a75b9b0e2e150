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
