/** Which links leave Kantis: a page, a letter, a call, a place on a map. Nothing else is ever opened. */

const SCHEMES = ['http:', 'https:', 'mailto:', 'tel:', 'geo:'];

/** The address that a link of a pass or a note leads to, or `null` when it is of no kind that is opened. */
export function externalAddress(href: string): string | null {
  let url: URL;
  try {
    url = new URL(href.trim());
  } catch {
    return null;
  }
  // A name before the host makes an address look like another one.
  const disguised = url.username !== '' || url.password !== '';
  return SCHEMES.includes(url.protocol) && !disguised ? url.href : null;
}
