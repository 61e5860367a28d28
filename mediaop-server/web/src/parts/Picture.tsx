import { PictureOutlined, UserOutlined } from "@ant-design/icons";
import { useState } from "react";
import { usePreferences } from "../app/preferences";

interface Props {
  src: string | null;
  kind: "cover" | "avatar";
}

/** A cover or an avatar; a placeholder where there is none, it fails, or pictures are switched off. */
export function Picture({ src, kind }: Props) {
  const { images } = usePreferences();
  const [failed, setFailed] = useState<string | null>(null);
  const shown = images && src?.startsWith("https://") && failed !== src;
  return (
    <span className={`picture ${kind}`}>
      {shown ? (
        <img src={src ?? undefined} alt="" loading="lazy" decoding="async" referrerPolicy="no-referrer" onError={() => setFailed(src)} />
      ) : kind === "cover" ? <PictureOutlined aria-hidden /> : <UserOutlined aria-hidden />}
    </span>
  );
}
