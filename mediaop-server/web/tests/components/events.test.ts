import { expect, test, vi } from "vitest";
import { ApiProblem } from "../../src/api/client";
import { events } from "../../src/api/events";

/** A server that sends these pieces, wherever they break. */
function sending(pieces: Uint8Array[], status = 200) {
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      pieces.forEach((piece) => stream.enqueue(piece));
      stream.close();
    },
  });
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body, { status })));
}

async function told(): Promise<string[]> {
  const all: string[] = [];
  for await (const data of events("/api/jobs/1/events", new AbortController().signal)) all.push(data);
  return all;
}

const TEXT = ': kept alive\n\nevent: progress\ndata: {"job":"读"}\n\nevent: progress\r\ndata: one\r\ndata: two\r\n\r\nevent: done\ndata:{}\n\n';
const EXPECTED = ['{"job":"读"}', "one\ntwo", "{}"];

test("events are told one by one, wherever the pieces break", async () => {
  const bytes = new TextEncoder().encode(TEXT);
  for (let size = 1; size <= bytes.length; size++) {
    sending(Array.from({ length: Math.ceil(bytes.length / size) }, (_, place) => bytes.slice(place * size, (place + 1) * size)));
    expect(await told(), `pieces of ${size} bytes`).toEqual(EXPECTED);
  }
});

test("an event that was cut off is not told, and a refusal is an error", async () => {
  sending([new TextEncoder().encode("event: progress\ndata: {}\n\nevent: done\ndata: {")]);
  expect(await told()).toEqual(["{}"]);
  sending([new TextEncoder().encode('{"type":"","title":"","status":404,"detail":"no job","errors":[]}')], 404);
  await expect(told()).rejects.toBeInstanceOf(ApiProblem);
});
