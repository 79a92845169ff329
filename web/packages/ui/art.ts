/** Calm drawings for products without a picture: by kind of product and, within a kind, by product. */

export type Kind =
  | "electric_heater"
  | "kitchen_heater"
  | "gas_heater"
  | "dishwasher"
  | "hood"
  | "stove"
  | "fridge"
  | "purifier"
  | "fan"
  | "other";

/** Read in this order: the first word found in category and title decides. */
const SIGNS: readonly (readonly [Kind, RegExp])[] = [
  ["dishwasher", /洗碗机|dishwasher/i],
  ["fridge", /冰箱|冷柜|fridge|refrigerator/i],
  ["purifier", /净水|净饮|直饮|purifier/i],
  ["kitchen_heater", /小厨宝|厨房热水/],
  ["gas_heater", /燃气热水器|煤气热水器|gas water heater/i],
  ["hood", /油烟机|hood/i],
  ["stove", /燃气灶|灶具|灶台|stove|hob/i],
  ["electric_heater", /电热水器|热水器|water heater/i],
  ["fan", /风扇|落地扇|\bfan\b/i],
];

/** Return what kind of product this is, from the words of its category and title. */
export function kindOf(title: string, category = ""): Kind {
  const words = `${category} ${title}`;
  return SIGNS.find(([, sign]) => sign.test(words))?.[0] ?? "other";
}

/** One SVG element: its name and its attributes, for whatever draws it. */
export type Shape = readonly [
  tag: "rect" | "circle" | "path",
  attributes: Readonly<Record<string, string | number>>,
];

interface Tones {
  readonly ground: string;
  readonly body: string;
  readonly shade: string;
  readonly deep: string;
  readonly glow: string;
}

const HUES: Record<Kind, number> = {
  electric_heater: 210,
  kitchen_heater: 185,
  gas_heater: 24,
  dishwasher: 165,
  hood: 230,
  stove: 12,
  fridge: 195,
  purifier: 205,
  fan: 140,
  other: 220,
};

/** Return the shapes of a drawing in a 200 × 200 view box; the same product is always drawn the same. */
export function art(id: string, title: string, category = ""): readonly Shape[] {
  const kind = kindOf(title, category);
  const seed = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7);
  const tones = tonesOf(HUES[kind] + (seed % 25) - 12, /黑|black/i.test(title), seed % 3);
  return [box(0, 0, 200, 200, 0, tones.ground), shadowOf(kind, tones), ...DRAWINGS[kind](tones, seed)];
}

function tonesOf(hue: number, isDark: boolean, step: number): Tones {
  const body = isDark ? `hsl(${hue} 8% 34%)` : `hsl(${hue} ${14 + step * 4}% ${95 - step * 3}%)`;
  return {
    ground: `hsl(${hue} 34% ${89 - step}%)`,
    body,
    shade: isDark ? `hsl(${hue} 8% 27%)` : `hsl(${hue} 16% ${85 - step * 3}%)`,
    deep: `hsl(${hue} 16% 38%)`,
    glow: `hsl(${hue} 62% 58%)`,
  };
}

function box(x: number, y: number, width: number, height: number, rx: number, fill: string): Shape {
  return ["rect", { x, y, width, height, rx, fill }];
}

function disc(cx: number, cy: number, r: number, fill: string): Shape {
  return ["circle", { cx, cy, r, fill }];
}

function ring(cx: number, cy: number, r: number, stroke: string, width: number): Shape {
  return ["circle", { cx, cy, r, fill: "none", stroke, "stroke-width": width }];
}

function stroke(d: string, colour: string, width = 4): Shape {
  return ["path", { d, fill: "none", stroke: colour, "stroke-width": width, "stroke-linecap": "round" }];
}

function fill(d: string, colour: string): Shape {
  return ["path", { d, fill: colour }];
}

const ON_THE_WALL: readonly Kind[] = ["electric_heater", "gas_heater", "kitchen_heater", "hood"];

function shadowOf(kind: Kind, tones: Tones): Shape {
  const hangs = ON_THE_WALL.includes(kind);
  return [
    "rect",
    { x: 48, y: hangs ? 172 : 168, width: 104, height: 6, rx: 3, fill: tones.deep, opacity: 0.14 },
  ];
}

/** Barrels are round or flat. */
function roundness(seed: number): number {
  return seed % 2 ? 37 : 16;
}

/** The lower half of a barrel of 152 × 74 at 24, 64 with corners of `r`. */
function lowerHalf(r: number): string {
  return `M24 101h152v${37 - r}a${r} ${r} 0 0 1-${r} ${r}h-${152 - 2 * r}a${r} ${r} 0 0 1-${r}-${r}z`;
}

const DRAWINGS: Record<Kind, (tones: Tones, seed: number) => readonly Shape[]> = {
  electric_heater: (t, seed) => [
    stroke("M72 136v24M128 136v24", t.deep, 5),
    box(24, 64, 152, 74, roundness(seed), t.body),
    fill(lowerHalf(roundness(seed)), t.shade),
    box(80, 90, 40, 22, 6, t.deep),
    box(87, 98, 14, 6, 2, t.glow),
    disc(111, 101, 3, t.glow),
  ],
  kitchen_heater: (t) => [
    stroke("M84 148v16M116 148v16", t.deep, 5),
    box(58, 58, 84, 92, 14, t.body),
    box(58, 118, 84, 32, 14, t.shade),
    ring(100, 92, 18, t.shade, 6),
    stroke("M100 92v-12", t.glow, 4),
    disc(100, 134, 4, t.glow),
  ],
  gas_heater: (t, seed) => [
    stroke("M100 34v14", t.deep, 14),
    stroke("M82 154v14M100 154v14M118 154v14", t.deep, 5),
    box(58, 44, 84, 112, seed % 2 ? 8 : 14, t.body),
    box(58, 130, 84, 26, 8, t.shade),
    box(78, 62, 44, 20, 5, t.deep),
    box(84, 69, 16, 6, 2, t.glow),
    fill("M100 96c8 9 11 13 11 19a11 11 0 0 1-22 0c0-6 5-9 6-14 3 2 4 4 5 6 1-4 1-7 0-11z", t.glow),
  ],
  dishwasher: (t) => [
    box(48, 40, 104, 128, 8, t.body),
    box(48, 40, 104, 24, 8, t.shade),
    box(66, 74, 68, 6, 3, t.deep),
    disc(62, 52, 4, t.glow),
    box(112, 48, 28, 8, 3, t.deep),
    ring(84, 122, 16, t.shade, 5),
    ring(116, 122, 16, t.shade, 5),
    box(58, 160, 84, 8, 3, t.shade),
  ],
  hood: (t, seed) => [
    box(80, 30, 40, 58, 3, t.shade),
    fill(seed % 2 ? "M40 124 72 82h56l32 42z" : "M34 124V96h132v28z", t.body),
    box(34, 122, 132, 14, 5, t.shade),
    box(84, 126, 32, 6, 3, t.deep),
    disc(56, 129, 3, t.glow),
    disc(144, 129, 3, t.glow),
    stroke("M76 150q6-6 0-12M100 152q6-7 0-14M124 150q6-6 0-12", t.glow, 3),
  ],
  stove: (t) => [
    box(28, 92, 144, 66, 10, t.deep),
    ring(70, 120, 20, t.shade, 5),
    ring(130, 120, 20, t.shade, 5),
    ring(70, 120, 9, t.glow, 4),
    ring(130, 120, 9, t.glow, 4),
    disc(94, 149, 4, t.body),
    disc(106, 149, 4, t.body),
    stroke("M62 84q6-7 0-14M70 84q6-7 0-14M78 84q6-7 0-14", t.glow, 3),
  ],
  fridge: (t) => [
    box(54, 26, 92, 142, 8, t.body),
    box(54, 92, 92, 4, 0, t.ground),
    box(98, 26, 4, 66, 0, t.ground),
    box(54, 130, 92, 3, 0, t.ground),
    stroke("M91 46v30M109 46v30", t.shade, 4),
    stroke("M84 104h32M84 140h32", t.shade, 4),
    box(66, 38, 14, 8, 3, t.glow),
  ],
  purifier: (t) => [
    box(64, 34, 72, 132, 12, t.body),
    box(74, 84, 52, 54, 6, t.shade),
    box(76, 46, 48, 20, 6, t.deep),
    disc(90, 56, 4, t.glow),
    fill("M100 92c6 8 9 11 9 16a9 9 0 0 1-18 0c0-5 3-8 9-16z", t.glow),
    box(84, 126, 32, 10, 3, t.body),
    box(64, 154, 72, 12, 6, t.shade),
  ],
  fan: (t) => [
    box(97, 108, 6, 50, 3, t.deep),
    box(70, 156, 60, 10, 5, t.deep),
    disc(100, 76, 46, t.body),
    ring(100, 76, 46, t.shade, 5),
    ring(100, 76, 32, t.shade, 2),
    fill("M100 76c-4-22 6-34 20-34 2 14-6 28-20 34z", t.glow),
    fill("M100 76c21 7 27 21 20 33-13-5-22-18-20-33z", t.glow),
    fill("M100 76c-17 15-32 13-39 1 11-9 27-10 39-1z", t.glow),
    disc(100, 76, 7, t.deep),
  ],
  other: (t) => [
    fill("M100 44 156 72v62l-56 28-56-28V72z", t.body),
    fill("M100 100v62l56-28V72z", t.shade),
    stroke("M44 72l56 28 56-28M100 100v62M72 58l56 28v22", t.deep, 3),
  ],
};
