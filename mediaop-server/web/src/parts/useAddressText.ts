import { useEffect, useRef, useState } from "react";
import { useAddress } from "../app/address";
import { useSettled } from "./useSettled";

/** A text that is typed, and kept in the address once the typing rests: what is typed, how to change it. */
export function useAddressText(name: string): [string, (text: string) => void] {
  const { get, set } = useAddress();
  const kept = get(name) ?? "";
  const [text, setText] = useState(kept);
  const written = useRef(kept);
  const settled = useSettled(text.trim());
  useEffect(() => {
    if (settled === written.current) return;
    written.current = settled;
    set({ [name]: settled || null }, { replace: true });
  }, [settled, name, set]);
  // Going back, or the defaults, change what is kept without any typing.
  useEffect(() => {
    if (kept === written.current) return;
    written.current = kept;
    setText(kept);
  }, [kept]);
  return [text, setText];
}
