// SPDX-FileCopyrightText: labcamp contributors
// SPDX-License-Identifier: EUPL-1.2
// Builds the style sheet and the scripts into src/labcamp/web/static/build/.
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import esbuild from "esbuild";
import { rulesOfKern } from "./kern.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/labcamp/web/static/build");
const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  target: ["chrome109", "firefox115", "safari16"],
};

/** Lets `@import "kern"` in our style sheet mean the rules of KERN that we use. */
const kern = {
  name: "kern",
  setup(build) {
    build.onResolve({ filter: /^kern$/ }, () => ({ path: "kern", namespace: "kern" }));
    build.onLoad({ filter: /.*/, namespace: "kern" }, async () => ({
      contents: await rulesOfKern(here),
      loader: "css",
    }));
  },
};

await rm(out, { recursive: true, force: true });
await esbuild.build({
  ...shared,
  entryPoints: { labcamp: "css/labcamp.css" },
  outdir: out,
  external: ["../fonts/*"],
  plugins: [kern],
});
await esbuild.build({
  ...shared,
  entryPoints: {
    labcamp: "src/labcamp.ts",
    htmx: "src/htmx.ts",
    passkey: "src/passkey.ts",
    door: "src/door.ts",
    board: "src/board.ts",
    screen: "src/screen.ts",
  },
  outdir: out,
  format: "iife",
});

const sizes = [];
for (const name of ["labcamp.css", "labcamp.js", "htmx.js", "passkey.js", "door.js", "board.js", "screen.js"]) {
  const bytes = await readFile(join(out, name));
  sizes.push(`${name} ${(gzipSync(bytes, { level: 9 }).length / 1000).toFixed(1)} kB`);
}
await writeFile(join(out, "sizes.txt"), sizes.join("\n") + "\n");
console.log(`Assets built: ${sizes.join(", ")} (compressed).`);
