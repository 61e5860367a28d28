import type { ReactNode } from "react";
import { useEffect } from "react";

interface Props {
  title: string;
  lead?: ReactNode;
  filters?: ReactNode;
  children: ReactNode;
}

/** A page: what it is, what can be chosen, what it shows. */
export function Page({ title, lead, filters, children }: Props) {
  useEffect(() => {
    document.title = `${title} · mediaop`;
  }, [title]);
  return (
    <div className="page">
      <div className="heading"><h1>{title}</h1>{lead && <p>{lead}</p>}</div>
      {filters}
      {children}
    </div>
  );
}

/** A part of a page with its own heading. */
export function Card({ title, extra, children }: { title?: ReactNode; extra?: ReactNode; children: ReactNode }) {
  return (
    <section className="card">
      {(title || extra) && <div className="card-head">{title && <h2>{title}</h2>}{extra}</div>}
      {children}
    </section>
  );
}
