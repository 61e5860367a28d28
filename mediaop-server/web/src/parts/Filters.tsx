import { Button } from "antd";
import type { ReactNode } from "react";
import { useCategories, useMeta } from "../api/questions";
import { SHARED, useAddress } from "../app/address";
import { useWords } from "../words";
import { CategoryFilter } from "./CategoryFilter";
import { Choice } from "./Choice";
import { Folded } from "./Folded";
import { MoreFilters } from "./MoreFilters";
import { WindowFilter } from "./WindowFilter";

interface Props {
  /** Whether the question takes a basis; else it is about what was gained. */
  basis?: boolean;
  metric?: boolean;
  /** Whether it can be ordered by `overall`. */
  overall?: boolean;
  category?: boolean;
  /** What a page alone asks, and what of it is chosen. */
  more?: ReactNode;
  alsoChosen?: string[];
}

const ALWAYS = ["digg", "collect", "share", "comment"] as const;
const SOMETIMES = ["play", "recommend", "admire"] as const;

/** What is chosen on every page, with a sentence on what it means. */
export function Filters({ basis = true, metric = true, overall = false, category = true, more, alsoChosen = [] }: Props) {
  const { t } = useWords();
  const { get, set, params } = useAddress();
  const { query: { data: meta } } = useMeta();
  const categories = useCategories(params);
  const read = meta?.data.metrics ?? [];
  // A metric that no row has is offered only where it has been chosen.
  const metrics = [...ALWAYS, ...SOMETIMES.filter((name) => read.includes(name) || get("metric") === name), ...(overall ? ["overall" as const] : [])];
  const chosen = metrics.find((name) => name === get("metric")) ?? "digg";
  const chosenBasis = get("basis") === "gained" ? "gained" : "posted";
  const isDefault = SHARED.every((name) => get(name) === null);
  const [from, to, asOf] = [get("from"), get("to"), get("as_of")];
  const said = [
    from || to ? `${from ?? "…"} – ${to ?? "…"}` : t.filters.days(Number(get("period_days") ?? 7)),
    metric && t.metrics[chosen], basis && t.basis[chosenBasis], category && (get("category2") ?? get("category") ?? t.filters.all), ...alsoChosen,
    get("baseline") === "previous_close" && t.baseline.previous_close, get("linked") === "all" && t.linked.all, asOf && t.window.asOf(asOf),
  ].filter(Boolean).join(" · ");
  return (
    <Folded said={said}>
      <section className="filters" aria-label={t.filters.label}>
        <WindowFilter shown={categories.query.data?.window} />
        {metric && (
          <Choice
            aria-label={t.filters.metric} value={chosen}
            options={metrics.map((name) => ({ value: name, label: t.metrics[name] }))}
            onChange={(value) => set({ metric: value })}
          />
        )}
        {basis && (
          <Choice
            aria-label={t.filters.basis} value={chosenBasis}
            options={(["posted", "gained"] as const).map((name) => ({ value: name, label: t.basis[name], title: t.basisHint[name] }))}
            onChange={(value) => set({ basis: value })}
          />
        )}
        {category && <CategoryFilter categories={categories.query.data?.data ?? []} />}
        <MoreFilters />
        {!isDefault && (
          <Button type="link" onClick={() => set(Object.fromEntries(SHARED.map((name) => [name, null])))}>
            {t.filters.reset}
          </Button>
        )}
        {metric && <p className="meaning">{t.metricHint[chosen]}{t.basisHint[basis ? chosenBasis : "gained"]}</p>}
      </section>
      {more}
    </Folded>
  );
}
