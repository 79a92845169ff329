/** Builds the shop front: pages/shop/, whose page is served for every /shop/{site_key}. */

import { defineConfig } from "vite";

export default defineConfig({
  base: "/shop/",
  build: {
    outDir: "../../../xiaoer/pages/shop",
    emptyOutDir: true,
    target: ["es2020", "chrome87", "safari14", "firefox78"],
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000", "/widget.js": "http://127.0.0.1:8000" } },
  test: { environment: "happy-dom", include: ["tests/**/*.test.{ts,tsx}"] },
} as Parameters<typeof defineConfig>[0]);
