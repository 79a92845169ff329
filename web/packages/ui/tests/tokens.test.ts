/** Every text can be read on every ground that it stands on (WCAG 2.2, level AA: 4.5 to 1). */

import { expect, it } from "vitest";
import { dark, light, type Palette, properties } from "../tokens.ts";

/** Relative luminance of `#rrggbb`. Source: WCAG 2.2, definition of relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [bright = 0, dim = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (bright + 0.05) / (dim + 0.05);
}

const GROUNDS = ["ground", "surface", "raised", "sunken"] as const;
const MEANINGS = ["act", "good", "look", "bad", "machine"] as const;

function pairs(): [ink: keyof Palette, ground: keyof Palette][] {
  const inks = ["ink", "inkSoft", ...MEANINGS] as const;
  const plain = GROUNDS.flatMap((ground) => inks.map((ink): [typeof ink, typeof ground] => [ink, ground]));
  const soft = MEANINGS.flatMap((each): [keyof Palette, keyof Palette][] => [
    [each, `${each}Soft`],
    ["ink", `${each}Soft`],
    ["inkSoft", `${each}Soft`],
  ]);
  return [...plain, ...soft, ["onAct", "act"], ["onAct", "actHover"]];
}

it.each(pairs())("%s can be read on %s", (ink, ground) => {
  for (const palette of [light, dark])
    expect(contrast(palette[ink], palette[ground])).toBeGreaterThanOrEqual(4.5);
});

it.each([light, dark])("edges of fields can be seen", (palette) => {
  expect(contrast(palette.lineStrong, palette.surface)).toBeGreaterThanOrEqual(3);
});

it("names become custom properties", () => {
  expect(properties(light)).toContain("--ink-soft:#5b6472;");
});
