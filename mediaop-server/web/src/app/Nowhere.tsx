import { Button } from "antd";
import { Link, useRouteError } from "react-router";
import { useWords } from "../words";

/** An address that no page has. */
export function Nowhere() {
  const { t } = useWords();
  return (
    <div className="notice">
      <h1>{t.notFoundPage}</h1>
      <p><Link to="/">{t.nav.matrix}</Link></p>
    </div>
  );
}

/** A page that could not be shown, such as one whose files a new version has replaced. */
export function PageFailed() {
  const { t } = useWords();
  const error = useRouteError();
  return (
    <main className="notice" role="alert">
      <h1>{t.panel.failed}</h1>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <Button type="primary" onClick={() => location.reload()}>{t.panel.retry}</Button>
    </main>
  );
}
