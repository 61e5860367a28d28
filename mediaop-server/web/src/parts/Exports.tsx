import { DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState, type MouseEvent } from "react";
import { respond } from "../api/client";
import { placed } from "../api/place";
import { hasToken } from "../api/token";
import { useWords } from "../words";

const FORMATS = ["csv", "xlsx"] as const;

/** Everything that is shown, on all pages, as a file. */
export function Exports({ address }: { address: string }) {
  const { t } = useWords();
  const [failed, setFailed] = useState<string | null>(null);
  const fetched = (path: string) => (event: MouseEvent) => {
    // A link cannot show a token.
    if (!hasToken()) return;
    event.preventDefault();
    setFailed(null);
    respond(path).then(save, (reason: unknown) => setFailed(reason instanceof Error ? reason.message : String(reason)));
  };
  return (
    <>
      {FORMATS.map((format) => {
        const path = inForm(address, format);
        return (
          <Button
            key={format} size="small" icon={<DownloadOutlined aria-hidden />} href={placed(path)} download onClick={fetched(path)}
            title={`${t.exports[format]}: ${t.exports.hint}`} aria-label={t.exports[format]}
          >
            {t.exports.short[format]}
          </Button>
        );
      })}
      {failed && <span role="alert" className="partial">{failed}</span>}
    </>
  );
}

/** The same answer in another form, not cut into pages. */
function inForm(address: string, format: string): string {
  const [path = "", query] = address.split("?");
  const params = new URLSearchParams(query);
  params.delete("page");
  params.delete("page_size");
  params.set("format", format);
  return `${path}?${params}`;
}

async function save(response: Response): Promise<void> {
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "mediaop";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
