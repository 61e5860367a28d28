import type { Known } from "../words/numbers";
import { useWords } from "../words";

interface Props {
  values: Known[];
  /** The last value is of a day that is still running. */
  partial: boolean;
}

const WIDTH = 96;
const HEIGHT = 28;
const PAD = 3;

/** Runs of days that follow each other without a gap, as [place, value]. */
export function runs(values: Known[]): [number, number][][] {
  const found: [number, number][][] = [];
  let run: [number, number][] = [];
  values.forEach((value, place) => {
    if (value == null) {
      if (run.length) found.push(run);
      run = [];
    } else run.push([place, value]);
  });
  if (run.length) found.push(run);
  return found;
}

/** A line of daily values; a day without one breaks it. */
export function Sparkline({ values, partial }: Props) {
  const { t, signed } = useWords();
  const known = values.filter((value) => value != null);
  if (known.length === 0) return <span className="missing" title={t.curve.none}>{t.missing}</span>;
  const low = Math.min(0, ...known);
  const high = Math.max(0, ...known);
  const x = (place: number) => PAD + (values.length < 2 ? (WIDTH - 2 * PAD) / 2 : (place / (values.length - 1)) * (WIDTH - 2 * PAD));
  const y = (value: number) => PAD + (high === low ? 0.5 : (high - value) / (high - low)) * (HEIGHT - 2 * PAD);
  const label = values.map((value) => signed(value)).join(" ");
  const last = values.length - 1;
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img" aria-label={`${t.curve.title}: ${label}`}>
      <line className="zero" x1={PAD} x2={WIDTH - PAD} y1={y(0)} y2={y(0)} />
      {runs(values).map((run) => {
        const [place, value] = run[0]!;
        return run.length === 1
          ? <circle key={place} cx={x(place)} cy={y(value)} r="1.8" />
          : <polyline key={place} points={run.map(([at, much]) => `${x(at).toFixed(1)},${y(much).toFixed(1)}`).join(" ")} />;
      })}
      {values[last] != null && <circle className={partial ? "running" : "end"} cx={x(last)} cy={y(values[last])} r="2.4" />}
    </svg>
  );
}
