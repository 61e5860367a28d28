import { Link } from "react-router";
import { useAddress } from "../app/address";
import { useWords } from "../words";
import { Picture } from "./Picture";

/** A title as text: whatever it holds stays in its line and in its direction. */
export function Title({ text, none }: { text: string | null | undefined; none: string }) {
  return text ? <bdi title={text}>{text}</bdi> : <span className="missing">{none}</span>;
}

interface ProductProps {
  id: string | null | undefined;
  title: string | null | undefined;
  /** What the product's page shows first: what it gained, where that is why it is listed. */
  basis?: "gained";
}

export function ProductLink({ id, title, basis }: ProductProps) {
  const { t } = useWords();
  const { link } = useAddress();
  if (!id) return <span className="missing">{t.unlinked}</span>;
  return <Link className="name" to={link(`/products/${encodeURIComponent(id)}`, basis && { basis })}><Title text={title ?? id} none={id} /></Link>;
}

interface CreatorProps {
  id: string | null | undefined;
  nickname: string | null | undefined;
  avatar?: string | null;
}

export function CreatorLink({ id, nickname, avatar }: CreatorProps) {
  const { t } = useWords();
  const { link } = useAddress();
  const name = <Title text={nickname} none={t.unnamed} />;
  const whole = avatar === undefined ? name : <><Picture src={avatar} kind="avatar" /> {name}</>;
  return id ? <Link className="name creator" to={link(`/creators/${encodeURIComponent(id)}`)}>{whole}</Link> : <span className="name">{whole}</span>;
}

export function Category({ first, second }: { first: string | null; second?: string | null }) {
  const { t } = useWords();
  if (!first) return <span className="missing">{t.uncategorised}</span>;
  return <span className="category-name">{first}{second && <small> · {second}</small>}</span>;
}

/** Opens the snapshots behind a video's numbers. */
export function WhyButton({ video }: { video: string }) {
  const { t } = useWords();
  const { set } = useAddress();
  return <button type="button" className="why" title={t.why.title} onClick={() => set({ why: video })}>{t.columns.why}</button>;
}
