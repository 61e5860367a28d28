import { useEffect, useRef } from "react";
import { NavLink, Outlet, useLocation, useNavigation } from "react-router";
import { PAGE_ROOT } from "../api/place";
import { useWords } from "../words";
import { useAddress } from "./address";
import { WhyPanel } from "../parts/WhyPanel";
import { DisplaySettings } from "./DisplaySettings";
import { TokenDialog } from "./TokenDialog";

const PAGES = [
  ["/", "matrix"], ["/hot", "hot"], ["/videos", "videos"], ["/creators", "creators"], ["/benchmark", "benchmark"], ["/data", "data"],
] as const;

/** What stands around every page. */
export function Shell() {
  const { t } = useWords();
  const { link } = useAddress();
  const { pathname } = useLocation();
  const navigation = useNavigation();
  const content = useRef<HTMLElement>(null);
  const first = useRef(true);
  // Going to another page begins at its top, for eyes and for screen readers.
  useEffect(() => {
    if (first.current) first.current = false;
    else {
      scrollTo(0, 0);
      content.current?.focus({ preventScroll: true });
    }
  }, [pathname]);
  return (
    <>
      <a className="skip" href="#content">{t.skip}</a>
      <header className="top">
        <span className="brand"><img src={`${PAGE_ROOT}/favicon.svg`} alt="" width="24" height="24" />mediaop<small>{t.brand}</small></span>
        <nav aria-label={t.nav.label}>
          {PAGES.map(([path, name]) => (
            <NavLink key={path} to={link(path)} end={path === "/"}>{t.nav[name]}</NavLink>
          ))}
        </nav>
        <DisplaySettings />
      </header>
      <div className="going" data-going={navigation.state !== "idle" || undefined} />
      <main id="content" ref={content} tabIndex={-1}><Outlet /></main>
      <WhyPanel />
      <TokenDialog />
    </>
  );
}
