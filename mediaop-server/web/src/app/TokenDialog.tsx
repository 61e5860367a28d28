import { useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useEffect, useId, useRef, useState } from "react";
import { giveToken, useToken } from "../api/token";
import { useWords } from "../words";

/** Asks for the token of a server that wants one. */
export function TokenDialog() {
  const { t } = useWords();
  const { wanted, wrong } = useToken();
  const queries = useQueryClient();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState("");
  const id = useId();
  useEffect(() => {
    if (wanted) dialog.current?.showModal();
    else dialog.current?.close();
  }, [wanted]);
  const give = () => {
    giveToken(text.trim());
    setText("");
    void queries.resetQueries();
  };
  return (
    // Without the token there is nothing to go back to.
    <dialog ref={dialog} className="token" aria-labelledby={`${id}title`} onCancel={(event) => event.preventDefault()}>
      <form onSubmit={(event) => { event.preventDefault(); give(); }}>
        <h2 id={`${id}title`}>{t.token.title}</h2>
        <p>{t.token.lead}</p>
        <label htmlFor={id}>{t.token.label}</label>
        <Input.Password
          id={id} value={text} autoComplete="off" spellCheck={false} autoFocus status={wrong ? "error" : ""} aria-invalid={wrong} aria-describedby={wrong ? `${id}wrong` : undefined}
          onChange={(event) => setText(event.target.value)}
        />
        {wrong && <p id={`${id}wrong`} className="wrong" role="alert">{t.token.wrong}</p>}
        <p className="hint">{t.token.kept}</p>
        <Button type="primary" htmlType="submit" disabled={text.trim() === ""}>{t.token.give}</Button>
      </form>
    </dialog>
  );
}
