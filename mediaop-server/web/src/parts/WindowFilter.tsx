import { CalendarOutlined } from "@ant-design/icons";
import { Button, Input, Popover } from "antd";
import { useId, useState } from "react";
import type { Window } from "../api/schema";
import { useAddress } from "../app/address";
import { useWords } from "../words";
import { shortDay } from "../words/times";
import { Choice } from "./Choice";

const SHORTCUTS = [3, 5, 7, 15, 30];

/** The last days, or from one date to another: at first the days that are shown. */
export function WindowFilter({ shown }: { shown: Window | undefined }) {
  const { t } = useWords();
  const { get, set } = useAddress();
  const [open, setOpen] = useState(false);
  const [from, to] = [get("from"), get("to")];
  const isRange = from !== null || to !== null;
  const days = isRange ? 0 : Number(get("period_days") ?? 7);
  return (
    <div className="joined">
      <Choice
        aria-label={t.filters.window} value={days}
        options={[...SHORTCUTS.map((value) => ({ value, label: t.filters.lastDays(value), title: t.filters.days(value) }))]}
        onChange={(value) => set({ period_days: value, from: null, to: null })}
      />
      <Popover
        trigger="click" placement="bottomLeft" open={open} onOpenChange={setOpen}
        content={<Range key={`${shown?.from} ${shown?.to}`} from={shown?.from ?? from ?? ""} to={shown?.to ?? to ?? ""} apply={(range) => { set({ period_days: null, ...range }); setOpen(false); }} />}
      >
        <Button type={isRange ? "primary" : "default"} ghost={isRange} icon={<CalendarOutlined aria-hidden />}>
          {isRange ? `${from ? shortDay(from) : "…"} – ${to ? shortDay(to) : "…"}` : t.filters.custom}
        </Button>
      </Popover>
    </div>
  );
}

interface RangeProps {
  from: string;
  to: string;
  apply(range: { from: string; to: string }): void;
}

function Range({ from, to, apply }: RangeProps) {
  const { t } = useWords();
  const [range, setRange] = useState({ from, to });
  const id = useId();
  return (
    <form className="range" onSubmit={(event) => { event.preventDefault(); apply(range); }}>
      <label htmlFor={`${id}from`}>{t.filters.from}</label>
      <Input id={`${id}from`} type="date" value={range.from} max={range.to || undefined} onChange={(event) => setRange({ ...range, from: event.target.value })} />
      <label htmlFor={`${id}to`}>{t.filters.to}</label>
      <Input id={`${id}to`} type="date" value={range.to} min={range.from || undefined} onChange={(event) => setRange({ ...range, to: event.target.value })} />
      <Button type="primary" htmlType="submit" disabled={!range.from && !range.to}>{t.filters.apply}</Button>
    </form>
  );
}
