/** Databases to look at, each with its own server, for the time of the tests. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";
import { FLASK, manyProducts, nastyVideos, TOKEN } from "./data";

const REPOSITORY = resolve(import.meta.dirname, "../../../..");
const REAL = resolve(REPOSITORY, "../shared/data/youtube_us_2017q4/mediaop.sqlite");

declare module "vitest" {
  export interface ProvidedContext {
    demo: string;
    /** The demo again, by a server that asks for TOKEN. */
    locked: string;
    /** The demo again, by a Flask app; empty where the Python package is not installed. */
    flask: string;
    nasty: string;
    two_thousand: string;
    ten_thousand: string;
    /** Empty where the real data is not at hand. */
    real: string;
  }
}

function binary(): string {
  const named = process.env.MEDIAOP_BIN;
  const found = named ?? ["release", "debug"].map((profile) => join(REPOSITORY, "target", profile, "mediaop")).find(existsSync);
  if (!found) throw new Error("mediaop is not built: cargo build --release --package mediaop-server");
  return found;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (server.exitCode !== null) throw new Error(`the server of ${url} ended with ${server.exitCode}`);
    if (await fetch(url).then((answer) => answer.ok, () => false)) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`${url} does not answer`);
}

async function ready(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (server.exitCode !== null) throw new Error(`mediaop serve ended with ${server.exitCode}`);
    const health = await fetch(`${url}/healthz`).then((answer) => answer.json() as Promise<{ ready: boolean }>, () => null);
    if (health?.ready) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`${url} does not become ready`);
}

export default async function setup(project: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), "mediaop-page-"));
  const mediaop = binary();
  const servers: ChildProcess[] = [];
  const run = (database: string, ...words: string[]) => {
    try {
      execFileSync(mediaop, ["--db", database, ...words], { cwd: folder, stdio: "pipe" });
    } catch (error) {
      // 3: some rows were rejected, the rest is stored; real data has such rows.
      if ((error as { status?: number }).status !== 3) throw error;
    }
  };
  const serve = async (database: string, environment: Record<string, string> = {}): Promise<string> => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const server = spawn(mediaop, ["--db", database, "serve", "--no-schedule", "--listen", url.slice(7)], { cwd: folder, stdio: "ignore", env: { ...process.env, ...environment } });
    servers.push(server);
    await ready(url, server);
    return url;
  };
  // The app of the Python tests, which keeps page and answers below paths of its own.
  const serveByFlask = async (database: string): Promise<string> => {
    const python = join(REPOSITORY, ".venv/bin/python");
    if (!existsSync(python) || spawnSync(python, ["-c", "import mediaop.flask, gunicorn"], { cwd: folder }).status !== 0) {
      console.warn("!!! the Python package is not installed in .venv (scripts/test-python.sh): the page is NOT tested in Flask");
      return "";
    }
    const url = `http://127.0.0.1:${await freePort()}`;
    const app = `shop_app:create_app(url_prefix="${FLASK.answers}", page_prefix="${FLASK.page}")`;
    const server = spawn(python, ["-m", "gunicorn", "--bind", url.slice(7), "--workers", "2", "--threads", "2", "--chdir", join(REPOSITORY, "python/tests"), app], {
      cwd: folder, stdio: "ignore", env: { ...process.env, SHOP_DB: `sqlite:///${join(folder, database)}` },
    });
    servers.push(server);
    await answering(`${url}${FLASK.answers}/meta`, server);
    return url;
  };
  const imported = async (name: string, tables: Record<string, string>) => {
    const files = Object.entries(tables).map(([table, text]) => {
      const file = join(folder, `${name}-${table}.csv`);
      writeFileSync(file, text);
      return file;
    });
    run(`${name}.db`, "import", ...files);
    return serve(`${name}.db`);
  };

  // Up to yesterday: the rows are the same at any hour of a day. MEDIAOP_DEMO has other demos.
  const yesterday = new Date(Date.now() + (8 - 24) * 3_600_000).toISOString().slice(0, 10);
  run("demo.db", "demo", "--size", "small", ...(process.env.MEDIAOP_DEMO ?? `--until ${yesterday}`).split(" "));
  copyFileSync(join(folder, "demo.db"), join(folder, "locked.db"));
  project.provide("demo", await serve("demo.db"));
  project.provide("locked", await serve("locked.db", { MEDIAOP_TOKEN: TOKEN }));
  copyFileSync(join(folder, "demo.db"), join(folder, "flask.db"));
  project.provide("flask", await serveByFlask("flask.db"));
  project.provide("nasty", await imported("nasty", nastyVideos()));
  project.provide("two_thousand", await imported("two_thousand", manyProducts(2000)));
  project.provide("ten_thousand", await imported("ten_thousand", manyProducts(10_000)));
  if (existsSync(REAL)) {
    run("real.db", "import", REAL);
    project.provide("real", await serve("real.db"));
  } else {
    console.warn(`!!! the real data is not at hand (${REAL}): its tests are skipped`);
    project.provide("real", "");
  }
  return () => {
    for (const server of servers) server.kill();
    rmSync(folder, { recursive: true, force: true });
  };
}
