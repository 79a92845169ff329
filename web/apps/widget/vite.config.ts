/** Builds the widget as one script: pages/widget.js. */

import { defineConfig, type Plugin } from "vite";

/** Escape everything beyond ASCII: the page around, and so the script, may be read as GBK. */
const ascii: Plugin = {
  name: "ascii",
  enforce: "post",
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== "chunk") continue;
      file.code = file.code.replace(
        /[\u0080-\uffff]/g,
        (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
    }
  },
};

export default defineConfig({
  publicDir: false,
  plugins: [ascii],
  build: {
    outDir: "../../../xiaoer/pages",
    emptyOutDir: false,
    target: ["es2019", "chrome80", "safari13.1", "firefox78"],
    lib: { entry: "src/index.ts", formats: ["iife"], name: "xiaoerWidget", fileName: () => "widget.js" },
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.{ts,tsx}"] },
} as Parameters<typeof defineConfig>[0]);
