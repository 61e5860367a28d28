import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// A running `mediaop serve`, for development alone.
const api = process.env.MEDIAOP_URL ?? "http://127.0.0.1:8787";

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/api": api, "/healthz": api } },
  // The start says where the page stands; its files find each other.
  base: "./",
  build: {
    target: "es2022",
    // The server's Content-Security-Policy forbids data: scripts, and small files cost little.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "charts", test: /node_modules[\\/](echarts|zrender)/ },
            { name: "react", test: /node_modules[\\/](react|react-dom|react-router|scheduler|@tanstack)[\\/]/ },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    include: ["tests/components/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/components/browser.ts"],
    restoreMocks: true,
    // A slow machine takes its time: what does not end is found all the same.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
