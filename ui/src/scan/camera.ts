/** The camera, as far as a web view hands it out. */

/** Why there is no picture: nothing here hands out cameras, there is none, it is not allowed, it does not answer. */
export type CameraTrouble = 'absent' | 'none' | 'refused' | 'busy';

export interface CameraChoice {
  id: string;
  /** What the system calls it; may be empty. */
  label: string;
}

/** Some web views know no cameras at all. */
export const hasCameras = (): boolean => typeof navigator.mediaDevices?.getUserMedia === 'function';

/** Starts a camera: the one named, else the one that looks away from the person. */
export async function openCamera(id: string | null): Promise<MediaStream> {
  const which: MediaTrackConstraints = id ? { deviceId: { exact: id } } : { facingMode: { ideal: 'environment' } };
  return navigator.mediaDevices.getUserMedia({ audio: false, video: { ...which, width: { ideal: 1280 }, height: { ideal: 720 } } });
}

export function closeCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** What can be chosen from. Names are told only once a camera is in use. */
export async function cameras(): Promise<CameraChoice[]> {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return devices.filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '').map(({ deviceId, label }) => ({ id: deviceId, label }));
}

/** Which camera this is, as in {@link CameraChoice}. */
export function cameraOf(stream: MediaStream): string | null {
  return stream.getVideoTracks()[0]?.getSettings().deviceId ?? null;
}

export function hasTorch(stream: MediaStream): boolean {
  const track = stream.getVideoTracks()[0];
  // The type does not know of lamps yet (W3C Image Capture).
  return track?.getCapabilities !== undefined && 'torch' in track.getCapabilities();
}

/** Switches the lamp beside the camera; `false` when it did not. */
export async function light(stream: MediaStream, on: boolean): Promise<boolean> {
  const constraint = { torch: on } as MediaTrackConstraintSet;
  return (
    (await stream
      .getVideoTracks()[0]
      ?.applyConstraints({ advanced: [constraint] })
      .then(() => true)
      .catch(() => false)) ?? false
  );
}

export function troubleOf(error: unknown): CameraTrouble {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  return 'busy';
}
