/** How much of the pass's own colour has to lie over a picture so that words on it stay readable. */
import { contrast, rgbOf, type Rgb } from '../../format/contrast';

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

const over = (colour: Rgb, alpha: number, picture: Rgb): Rgb => colour.map((part, i) => Math.round(part * alpha + (picture[i] ?? 0) * (1 - alpha))) as Rgb;

/**
 * The least opacity at which every text keeps 4.5:1 whatever the picture shows: over its whitest
 * and its blackest place, and so over all between. 1 when only the bare colour will do.
 */
export function veilFor(background: string, texts: string[]): number {
  const colour = rgbOf(background);
  const colours = texts.map(rgbOf);
  for (let percent = 50; percent < 100; percent += 5) {
    const alpha = percent / 100;
    const [light, dark] = [over(colour, alpha, WHITE), over(colour, alpha, BLACK)];
    const holds = colours.every((text) => {
      // A text between the two would vanish somewhere in the picture.
      const sameSide = brightness(text) >= brightness(light) || brightness(text) <= brightness(dark);
      return sameSide && contrast(text, light) >= 4.5 && contrast(text, dark) >= 4.5;
    });
    if (holds) return alpha;
  }
  return 1;
}

/** Grows with a colour's luminance: its contrast with black. */
const brightness = (colour: Rgb): number => contrast(colour, BLACK);
