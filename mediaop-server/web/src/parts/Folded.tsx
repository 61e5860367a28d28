import { DownOutlined, FilterOutlined } from "@ant-design/icons";
import { useId, useState, type ReactNode } from "react";
import { useWords } from "../words";

/** What can be chosen: on a phone behind a button that says what is, so that the numbers stand first. */
export function Folded({ said, children }: { said: string; children: ReactNode }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className="folded" data-open={open || undefined}>
      <button type="button" className="fold" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <FilterOutlined aria-hidden /> {t.filters.label}
        <span>{said}</span>
        <DownOutlined aria-hidden />
      </button>
      <div id={id} className="folded-content">{children}</div>
    </div>
  );
}
