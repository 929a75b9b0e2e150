/** Contrast of colours, as WCAG 2 counts it. */

export type Rgb = [red: number, green: number, blue: number];

/** Reads `#rrggbb`; anything else is black. */
export function rgbOf(colour: string): Rgb {
  const value = /^#[0-9a-f]{6}$/i.test(colour) ? parseInt(colour.slice(1), 16) : 0;
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** The ratio between two colours, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** A colour with some white laid over it. */
export function lighten(colour: Rgb, share: number): Rgb {
  return colour.map((part) => Math.round(part + (255 - part) * share)) as Rgb;
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The share of white that the sheen of a tile begins with. */
export const SHEEN = 0.14;

/** Whether text stays readable (4.5:1) where the sheen is brightest. */
export function bearsSheen(background: string, text: string): boolean {
  return contrast(lighten(rgbOf(background), SHEEN), rgbOf(text)) >= 4.5;
}
