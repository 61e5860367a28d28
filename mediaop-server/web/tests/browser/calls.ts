/** How much a page does, in a number that is the same on every machine. */
import type { Page } from "playwright-core";

export interface Calls {
  /** How often functions of scripts were called since the last time this was asked. */
  taken(): Promise<number>;
}

/** Counts from now on; a visit of another address of the same server goes on being counted. */
export async function functionCalls(page: Page): Promise<Calls> {
  const session = await page.context().newCDPSession(page);
  await session.send("Profiler.enable");
  await session.send("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  return {
    async taken() {
      const { result } = await session.send("Profiler.takePreciseCoverage");
      return result.flatMap((script) => script.functions).reduce((sum, { ranges }) => sum + (ranges[0]?.count ?? 0), 0);
    },
  };
}
