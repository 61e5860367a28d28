/** Server-sent events over `fetch`: `EventSource` cannot show a token. */
import { problemOf } from "./client";
import { fetchShowing } from "./token";

/** The data of each event, in order, until the server ends. */
export async function* events(address: string, signal: AbortSignal): AsyncGenerator<string> {
  const response = await fetchShowing(address, { signal, headers: { accept: "text/event-stream" } });
  if (!response.ok || !response.body) throw await problemOf(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    // An empty line ends an event.
    const parts = (rest + value).split(/\r?\n\r?\n/);
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const lines = part.split(/\r?\n/).filter((line) => line.startsWith("data:"));
      if (lines.length > 0) yield lines.map((line) => line.slice("data:".length).trimStart()).join("\n");
    }
  }
}
