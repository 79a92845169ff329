// @vitest-environment node
/** The built script: one file, within 60 kB on the wire, and readable in a page of any encoding. */

import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { expect, it } from "vitest";

it("is one script of at most 60 kB gzipped, in ASCII", async () => {
  const root = new URL("..", import.meta.url).pathname;
  const built = (await build({
    root,
    logLevel: "error",
    build: { write: false },
  })) as Rolldown.RolldownOutput[];
  const [script, ...more] = built.flatMap(({ output }) => output);
  expect(more).toEqual([]);
  if (script?.type !== "chunk") throw new Error("no script was built");
  expect(gzipSync(script.code).length).toBeLessThanOrEqual(60 * 1000);
  expect(script.code).not.toMatch(/[^\p{ASCII}]/u);
  expect(script.code).toContain("\\u8f6c\\u4eba\\u5de5");
});
