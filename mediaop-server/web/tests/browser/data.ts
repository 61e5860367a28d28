/** Tables made for tests, with times up to now. */

/** What the locked server asks for. */
export const TOKEN = "a-token-of-the-tests-0123456789";

/** Where the Flask app has the page and the answers. */
export const FLASK = { page: "/tools/shop", answers: "/v1/api" };

const HOUR = 3_600_000;

const quoted = (cell: unknown) => `"${String(cell ?? "").replaceAll('"', '""')}"`;
const table = (columns: string[], rows: unknown[][]) => [columns, ...rows].map((row) => row.map(quoted).join(",")).join("\n") + "\n";

const SNAPSHOTS = ["aweme_id", "update_ts", "create_time", "sec_uid", "nickname", "title", "product_id", "product_title", "digg_count", "collect_count", "share_count", "comment_count", "aweme_url", "cover_url"];

/** Products with two or more videos each, of which every number is different. */
export function manyProducts(count: number): Record<string, string> {
  const now = Date.now();
  const rows: unknown[][] = [];
  const products: unknown[][] = [];
  for (let product = 0; product < count; product++) {
    products.push([`p${product}`, `商品 ${product}`, `品类 ${product % 12}`, `二级 ${product % 36}`]);
    for (let video = 0; video < 1 + (product % 4); video++) {
      const likes = 3 + ((product * 7919 + video * 104_729) % 50_000);
      const created = now - 30 * HOUR;
      for (const [ago, share] of [[26, 0.4], [20, 0.6], [2, 1]] as const) {
        const read = (much: number) => Math.round(much * share);
        rows.push([7_300_000_000_000_000_000n + BigInt(product * 10 + video), now - ago * HOUR, Math.floor(created / 1000), `c${(product + video) % 400}`, `达人 ${(product + video) % 400}`, `作品 ${product}-${video}`, `p${product}`, "", read(likes), read(likes / 3), read(likes / 9), read(likes / 20), "", ""]);
      }
    }
  }
  return { snapshots: table(SNAPSHOTS, rows), product_info: table(["product_id", "title", "category", "category2"], products) };
}

export const NASTY = {
  script: '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">',
  backwards: "\u202Egnp.elif\u2066 abc \u200F",
  long: "长".repeat(150) + "W".repeat(150),
  emoji: "👩‍👩‍👧‍👦🏳️‍🌈🤷🏽‍♀️ e\u0301\u0323 ﷽",
  id: "a/b c?d#e%20&f=<g>",
};

/** Titles, names and ids that break pages. */
export function nastyVideos(): Record<string, string> {
  const now = Date.now();
  const texts = [NASTY.script, NASTY.backwards, NASTY.long, NASTY.emoji];
  const rows = texts.flatMap((text, place) => [26, 20, 2].map((ago, reading) => [
    7_310_000_000_000_000_001n + BigInt(place), now - ago * HOUR, Math.floor((now - 30 * HOUR) / 1000), place === 0 ? NASTY.id : `c${place}`, text, text,
    place === 0 ? NASTY.id : `p${place}`, text, 100 * (place + 1) + 10 * reading, 5, 4, 3, "javascript:window.hacked=3", "javascript:window.hacked=4",
  ]));
  const products = texts.map((text, place) => [place === 0 ? NASTY.id : `p${place}`, text, text, text]);
  return { snapshots: table(SNAPSHOTS, rows), product_info: table(["product_id", "title", "category", "category2"], products) };
}
