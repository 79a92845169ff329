/** The visual language in one file: values by meaning, light and dark, shared by console, widget and shop. */

/** A colour per meaning; `soft` variants are backgrounds that carry their own text colour at AA contrast. */
export interface Palette {
  /** The page behind everything. */
  readonly ground: string;
  /** What content lies on. */
  readonly surface: string;
  /** What floats above a surface: menus, dialogs. */
  readonly raised: string;
  /** A quiet area inside a surface: hovered row, bubble of the other side. */
  readonly sunken: string;
  readonly ink: string;
  readonly inkSoft: string;
  /** Disabled text and decoration; never for text that must be read. */
  readonly inkFaint: string;
  readonly line: string;
  readonly lineStrong: string;
  /** Brand blue: what can be done. */
  readonly act: string;
  readonly actHover: string;
  readonly actSoft: string;
  /** Text on `act`. */
  readonly onAct: string;
  /** Green: settled. */
  readonly good: string;
  readonly goodSoft: string;
  /** Amber: needs a look. */
  readonly look: string;
  readonly lookSoft: string;
  /** Red: broken or overdue. */
  readonly bad: string;
  readonly badSoft: string;
  /** Violet: the machine speaking. */
  readonly machine: string;
  readonly machineSoft: string;
}

export const light: Palette = {
  ground: "#f4f5f7",
  surface: "#ffffff",
  raised: "#ffffff",
  sunken: "#f2f4f7",
  ink: "#1a1f29",
  inkSoft: "#5b6472",
  inkFaint: "#98a1b0",
  line: "#e4e7ec",
  lineStrong: "#8a94a6",
  act: "#1f5fd6",
  actHover: "#174bb0",
  actSoft: "#e9f0fd",
  onAct: "#ffffff",
  good: "#177345",
  goodSoft: "#e6f5ec",
  look: "#955900",
  lookSoft: "#fdf2dc",
  bad: "#c0302b",
  badSoft: "#fdecea",
  machine: "#6d45c9",
  machineSoft: "#f2edfc",
};

export const dark: Palette = {
  ground: "#0f1217",
  surface: "#171b22",
  raised: "#1f242d",
  sunken: "#222833",
  ink: "#e8ebf0",
  inkSoft: "#a3acba",
  inkFaint: "#6c7686",
  line: "#2b323d",
  lineStrong: "#717c8d",
  act: "#6ea1ff",
  actHover: "#8fb6ff",
  actSoft: "#1c2b47",
  onAct: "#0b1526",
  good: "#5fc790",
  goodSoft: "#17301f",
  look: "#e5ad4f",
  lookSoft: "#362a13",
  bad: "#f2837d",
  badSoft: "#3a1d1c",
  machine: "#b197f5",
  machineSoft: "#2a2341",
};

/** Multiples of the 4-pixel grid, in pixels. */
export const space = { xs: 4, s: 8, m: 12, l: 16, xl: 24, xxl: 32 } as const;

/** Type sizes in pixels. */
export const size = { meta: 12, text: 14, lead: 16, title: 20, figure: 32 } as const;

export const radius = { small: 4, normal: 6, large: 12, round: 999 } as const;

/** Only for what floats. */
export const shadow = {
  light: "0 8px 28px rgb(16 24 40 / 14%), 0 2px 6px rgb(16 24 40 / 8%)",
  dark: "0 8px 28px rgb(0 0 0 / 55%), 0 2px 6px rgb(0 0 0 / 40%)",
} as const;

export const font = {
  text: '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Helvetica Neue", Arial, sans-serif',
  code: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono CJK SC", monospace',
  /** For `font-feature-settings`, wherever numbers stand under each other. */
  figures: '"tnum"',
} as const;

/** Milliseconds; skeletons appear only after `patience`. */
export const time = { quick: 120, calm: 200, patience: 300 } as const;

/** Widths in pixels at which a layout may change. */
export const width = { narrow: 320, phone: 640, tablet: 768, desk: 1440 } as const;

/** Return a palette as CSS custom properties, `inkSoft` → `--ink-soft`, for a rule body. */
export function properties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${value};`)
    .join("");
}
