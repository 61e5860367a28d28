import { defineConfig } from "vitest/config";

/** The page in a real browser, against the real server: its tests, or how long it takes. */
const what = process.env.MEDIAOP_PAGE_TIMES ? "bench" : "test";

export default defineConfig({
  test: {
    include: [`tests/browser/**/*.${what}.ts`],
    globalSetup: ["tests/browser/servers.ts"],
    fileParallelism: false,
    // A slow machine takes its time: what does not come is found all the same.
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
