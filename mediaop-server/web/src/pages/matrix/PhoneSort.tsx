import { useWords } from "../../words";
import type { Sort } from "./points";

interface Props {
  columns: { key: string; title: string }[];
  sort: Sort | null;
  /** As the address writes it: `-total`. */
  onChange(sort: string | null): void;
}

/** The order of a table where its rows are cards, and there are no headings to click. */
export function PhoneSort({ columns, sort, onChange }: Props) {
  const { t } = useWords();
  const sign = sort && !sort.down ? "" : "-";
  return (
    <div className="phone-sort">
      <select aria-label={t.table.sort} value={sort?.key ?? ""} onChange={({ target: { value } }) => onChange(value ? sign + value : null)}>
        <option value="">{t.table.sort} · {t.table.asRanked}</option>
        {columns.map(({ key, title }) => <option key={key} value={key}>{t.table.sort} · {title}</option>)}
      </select>
      {sort && (
        <select aria-label={t.table.direction} value={sign} onChange={({ target: { value } }) => onChange(value + sort.key)}>
          <option value="-">{t.table.falling}</option>
          <option value="">{t.table.rising}</option>
        </select>
      )}
    </div>
  );
}
