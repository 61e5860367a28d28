import { CloseOutlined } from "@ant-design/icons";
import { Button, ConfigProvider } from "antd";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { useWords } from "../words";

interface Props {
  title: string;
  open: boolean;
  onClose(): void;
  isWide?: boolean;
  children: ReactNode;
}

/** A panel at the side, above the page: the browser keeps the focus in it and closes it by Escape. */
export function SidePanel({ title, open, onClose, isWide, children }: Props) {
  const { t } = useWords();
  const panel = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open && !panel.current?.open) panel.current?.showModal();
    if (!open && panel.current?.open) panel.current.close();
  }, [open]);
  return (
    <dialog
      ref={panel} className={isWide ? "side wide" : "side"} aria-labelledby={id}
      onCancel={(event) => { event.preventDefault(); onClose(); }}
      onClick={(event) => { if (event.target === panel.current) onClose(); }}
    >
      {open && (
        // What opens inside must stand inside: the page below is out of reach.
        <ConfigProvider getPopupContainer={() => panel.current ?? document.body}>
          <div className="side-head"><h2 id={id}>{title}</h2><Button type="text" icon={<CloseOutlined aria-hidden />} aria-label={t.close} onClick={onClose} /></div>
          <div className="side-body">{children}</div>
        </ConfigProvider>
      )}
    </dialog>
  );
}
