import { Button, Input, InputNumber, Select, Skeleton } from "antd";
import { lazy, Suspense, useDeferredValue, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { useMatrix } from "../../api/questions";
import type { ProductMatrixAnswer } from "../../api/schema";
import { useAddress } from "../../app/address";
import { BasisLine } from "../../parts/Basis";
import { Choice } from "../../parts/Choice";
import { Filters } from "../../parts/Filters";
import { Nothing, NothingFits } from "../../parts/NothingFits";
import { Card, Page } from "../../parts/Page";
import { QueryPanel } from "../../parts/QueryPanel";
import { useAddressText } from "../../parts/useAddressText";
import { useWords } from "../../words";
import { MatrixTable } from "./MatrixTable";
import { inBox, isFound, MEASURES, readBox, selected, type Axes, type Measure } from "./points";
import { plotted } from "./scatterOption";

const Scatter = lazy(() => import("./Scatter"));

const LIMITS = ["min_metric", "min_videos", "min_creators"] as const;

/** 总览矩阵: which products do many creators shoot, with good results? */
export function MatrixPage() {
  const { t } = useWords();
  const { params, get } = useAddress();
  const asked = useMatrix(params);
  const shown = selected(asked.address, { box: readBox(get("box")), find: get("find"), sort: get("sort") });
  const measure = MEASURES.find((name) => name === get("measure"));
  const limits = LIMITS.filter((name) => get(name) !== null).map((name) => `${t.matrix.limits[name]} ${get(name)}`);
  const chosen = [...(measure ? [t.measure[measure]] : []), ...limits];
  return (
    <Page title={t.matrix.title} lead={t.matrix.lead} filters={<Filters more={<MatrixFilters />} alsoChosen={chosen} />}>
      <QueryPanel asked={asked} rows={12} isEmpty={({ data }) => data.points.length === 0} empty={(answer) => <NothingFits answer={answer} narrowedBy={LIMITS} />}>
        {({ data, window, coverage }) => (
          <>
            <BasisLine window={window} coverage={coverage} address={shown} counted={data.points.reduce((sum, point) => sum + point.video_count, 0)} />
            {get("min_metric") !== null && <p className="hint">{t.matrix.onlyGood(get("min_metric") ?? "")}</p>}
            <Matrix data={data} />
          </>
        )}
      </QueryPanel>
    </Page>
  );
}

/** What only this page asks. */
function MatrixFilters() {
  const { t } = useWords();
  const { get, set } = useAddress();
  const number = (name: string) => (get(name) === null ? null : Number(get(name)));
  return (
    <section className="filters more" aria-label={t.matrix.title}>
      <Choice
        aria-label={t.measure.label} value={get("measure") ?? "total"}
        options={MEASURES.map((value) => ({ value, label: t.measure[value] }))} onChange={(value) => set({ measure: value })}
      />
      {LIMITS.map((name) => (
        <label key={name} className="least" title={name === "min_metric" ? t.matrix.minMetricHint : undefined}>
          {t.matrix.limits[name]} <InputNumber min={name === "min_metric" ? undefined : 0} precision={0} value={number(name)} onChange={(value) => set({ [name]: value }, { replace: true })} placeholder={t.missing} />
        </label>
      ))}
    </section>
  );
}

function Matrix({ data }: { data: ProductMatrixAnswer }) {
  const { t, exact } = useWords();
  const { get, set, link } = useAddress();
  const navigate = useNavigate();
  const [isDrawing, setDrawing] = useState(false);
  const [search, setSearch] = useAddressText("find");
  const measure = data.measure as Measure;
  const axes = (["linear", "log"] as const).find((name) => name === get("axes")) ?? "auto";
  const boxText = get("box");
  const box = useMemo(() => readBox(boxText), [boxText]);
  const plot = useMemo(() => ({ points: data.points, measure, metric: data.metric, axes: axes as Axes, box }), [data, measure, axes, box]);
  const { withoutX, notOnLog } = useMemo(() => plotted(plot), [plot]);
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const rows = useMemo(() => {
    return data.points.filter((point) => (!box || inBox(point, measure, box)) && isFound(point, wanted));
  }, [data, measure, box, wanted]);
  const line = (name: string, median: number | null) => {
    const given = Number(get(name) ?? Number.NaN);
    return Number.isFinite(given) ? given : median;
  };
  return (
    <>
      <Card>
        <div className="toolbar">
          <span className="muted">{box ? t.matrix.inBox(rows.length, data.points.length) : t.matrix.points(data.points.length)} · {t.matrix.size}</span>
          <span className="tools">
            <Select
              aria-label={t.matrix.axes} size="small" value={axes} onChange={(value: string) => set({ axes: value }, { replace: true })}
              options={(["auto", "linear", "log"] as const).map((value) => ({ value, label: `${t.matrix.axes} · ${t.matrix[value]}` }))}
            />
            <Button size="small" type={isDrawing ? "primary" : "default"} aria-pressed={isDrawing} title={t.matrix.boxHint} onClick={() => setDrawing(!isDrawing)}>{t.matrix.box}</Button>
            {box && <Button size="small" onClick={() => set({ box: null })}>{t.matrix.clearBox}</Button>}
            {(get("x_line") !== null || get("y_line") !== null) && <Button size="small" onClick={() => set({ x_line: null, y_line: null })}>{t.matrix.resetLines}</Button>}
          </span>
        </div>
        <Suspense fallback={<div className="scatter"><Skeleton active title={false} paragraph={{ rows: 10 }} /></div>}>
          <Scatter
            plot={plot} isDrawing={isDrawing} lines={{ x: line("x_line", data.median_x), y: line("y_line", data.median_y) }}
            onLine={(axis, value) => set({ [`${axis}_line`]: value }, { replace: true })}
            onBox={(drawn) => { setDrawing(false); set({ box: drawn.join(",") }); }}
            onOpen={(place) => { const point = data.points[place]; if (point) void navigate(link(`/products/${encodeURIComponent(point.product_id)}`)); }}
          />
        </Suspense>
        {withoutX > 0 && <p className="hint">{t.matrix.noValue(withoutX)}</p>}
        {notOnLog > 0 && <p className="hint">{t.matrix.notLog(notOnLog)}</p>}
      </Card>
      <Card
        title={t.matrix.points(rows.length)}
        extra={<Input.Search allowClear aria-label={t.matrix.search} placeholder={t.matrix.search} value={search} onChange={(event) => setSearch(event.target.value)} className="search" />}
      >
        {rows.length === 0
          ? <NoneChosen text={search.trim()} isFoundElsewhere={data.points.some((point) => isFound(point, wanted))} onNoSearch={() => setSearch("")} />
          : <MatrixTable rows={rows} hasGood={data.points.some((point) => point.good_video_count !== null)} caption={`${t.matrix.title} ${exact(rows.length)}`} />}
      </Card>
    </>
  );
}

/** Why none of the points is in the table: the search, or else the box. */
function NoneChosen({ text, isFoundElsewhere, onNoSearch }: { text: string; isFoundElsewhere: boolean; onNoSearch(): void }) {
  const { t } = useWords();
  const { set } = useAddress();
  return (
    <Nothing why={isFoundElsewhere ? t.matrix.noneInBox : t.videos.none(text)}>
      {isFoundElsewhere && <Button type="primary" onClick={() => set({ box: null })}>{t.matrix.clearBox}</Button>}
      {text && <Button type={isFoundElsewhere ? "default" : "primary"} onClick={onNoSearch}>{t.panel.tryNoSearch}</Button>}
    </Nothing>
  );
}
