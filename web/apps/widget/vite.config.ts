/** Builds the widget as one script: pages/widget/widget.js. */

import { defineConfig } from "vite";

export default defineConfig({
  publicDir: false,
  build: {
    outDir: "../../../xiaoer/pages/widget",
    emptyOutDir: true,
    target: ["es2019", "chrome80", "safari13.1", "firefox78"],
    lib: { entry: "src/index.ts", formats: ["iife"], name: "xiaoerWidget", fileName: () => "widget.js" },
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.{ts,tsx}"] },
} as Parameters<typeof defineConfig>[0]);
