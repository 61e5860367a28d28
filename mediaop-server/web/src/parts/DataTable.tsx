import { CaretDownFilled, CaretUpFilled } from "@ant-design/icons";
import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { useWords } from "../words";

export interface Column<R> {
  key: string;
  title: string;
  /** Its name on a phone, where that has little room. */
  label?: string;
  hint?: string;
  cell(row: R, place: number): ReactNode;
  /** Numbers stand at the end. */
  isNumber?: boolean;
  /** On a phone, a row is a card: its head, half a line (numbers), a line of its own, or nothing. */
  onPhone?: "head" | "none" | "half" | "line";
  /** Clicking the heading sorts by it. */
  sorts?: boolean;
  /** The metric that it shows, where the list can be ordered by that. */
  metric?: string;
}

interface Props<R> {
  caption: string;
  columns: Column<R>[];
  rows: R[];
  rowKey(row: R): string;
  sort?: { key: string; down: boolean };
  onSort?(key: string): void;
  /** A row that opens below another. */
  below?(row: R): ReactNode;
}

/** A table on a desktop, a list of cards on a phone; the same markup, so that screen readers read a table in both. */
export function DataTable<R>({ caption, columns, rows, rowKey, sort, onSort, below }: Props<R>) {
  const { t } = useWords();
  const classes = (column: Column<R>) => [column.isNumber && "number", `phone-${column.onPhone ?? (column.isNumber ? "half" : "line")}`].filter(Boolean).join(" ");
  if (rows.length === 0) return <p className="missing">{t.table.empty}</p>;
  return (
    <div className="table-frame" tabIndex={0} role="region" aria-label={caption}>
      <table role="table" aria-label={caption}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => {
              const sorted = sort?.key === column.key ? (sort.down ? "descending" : "ascending") : undefined;
              const title = column.hint ? <Tooltip title={column.hint}><span className="hinted">{column.title}</span></Tooltip> : column.title;
              const canSort = (column.sorts || column.metric) && onSort;
              const arrow = sorted === "ascending" ? <CaretUpFilled aria-hidden /> : sorted || canSort ? <CaretDownFilled aria-hidden className={sorted ? undefined : "faint"} /> : null;
              return (
                <th key={column.key} role="columnheader" scope="col" className={classes(column)} aria-sort={sorted}>
                  {canSort ? <button type="button" title={sorted ? t.table.sorted : t.table.sortHint} onClick={() => onSort(column.key)}>{title}{arrow}</button> : <>{title}{arrow}</>}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row, place) => {
            const more = below?.(row);
            return [
              <tr role="row" key={rowKey(row)} data-row={rowKey(row)}>
                {columns.map((column) => (
                  <td key={column.key} role="cell" className={classes(column)} data-label={column.label ?? column.title} data-column={column.key}>{column.cell(row, place)}</td>
                ))}
              </tr>,
              more ? <tr role="row" className="below" key={`${rowKey(row)}-below`}><td role="cell" colSpan={columns.length}>{more}</td></tr> : null,
            ];
          })}
        </tbody>
      </table>
    </div>
  );
}
