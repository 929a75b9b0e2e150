/** Text with the links that the core found in it. Only what a host opens ever becomes a link. */
import type { FieldLink } from '../generated/api';
import { externalAddress } from '../platform/links';

export interface TextPart {
  text: string;
  href: string | null;
}

/** Cuts text at its links, in the order in which they stand; a link not found in it follows the text. */
export function linkedParts(text: string, links: FieldLink[]): TextPart[] {
  const parts: TextPart[] = [];
  let rest = text;
  for (const link of links.filter(({ href }) => externalAddress(href) !== null)) {
    const at = link.text ? rest.indexOf(link.text) : -1;
    if (at < 0) continue;
    if (at > 0) parts.push({ text: rest.slice(0, at), href: null });
    parts.push({ text: link.text, href: link.href });
    rest = rest.slice(at + link.text.length);
  }
  if (rest) parts.push({ text: rest, href: null });
  return parts;
}
