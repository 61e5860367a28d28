import { defineConfig } from "vitest/config";

/** The page in a real browser, against the real server: its tests, or how long it takes. */
const what = process.env.MEDIAOP_PAGE_TIMES ? "bench" : "test";

export default defineConfig({
  test: {
    include: [`tests/browser/**/*.${what}.ts`],
    globalSetup: ["tests/browser/servers.ts"],
    fileParallelism: false,
    expect: { poll: { timeout: 15_000 } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
