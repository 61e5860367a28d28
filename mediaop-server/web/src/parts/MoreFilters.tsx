import { Button, Input, InputNumber, Popover, Radio } from "antd";
import { useId } from "react";
import { useAddress } from "../app/address";
import { useWords } from "../words";

/** What is seldom changed: where an increment starts, which videos count, as of when. */
export function MoreFilters() {
  const { t } = useWords();
  const { get, set } = useAddress();
  const id = useId();
  const baseline = get("baseline") === "previous_close" ? "previous_close" : "within_day";
  const content = (
    <div className="settings">
      <fieldset>
        <legend>{t.filters.baseline}</legend>
        <Radio.Group
          vertical value={baseline} onChange={(event) => set({ baseline: event.target.value as string })}
          options={(["within_day", "previous_close"] as const).map((value) => ({ value, label: <span>{t.baseline[value]}<small>{t.baselineHint[value]}</small></span> }))}
        />
      </fieldset>
      <fieldset>
        <legend>{t.filters.linked}</legend>
        <Radio.Group
          value={get("linked") === "all" ? "all" : "linked"} onChange={(event) => set({ linked: event.target.value as string })}
          options={(["linked", "all"] as const).map((value) => ({ value, label: t.linked[value] }))}
        />
      </fieldset>
      <div className="setting">
        <label htmlFor={`${id}asof`}>{t.filters.asOf}<small>{t.filters.asOfHint}</small></label>
        <Input id={`${id}asof`} type="date" value={get("as_of") ?? ""} onChange={(event) => set({ as_of: event.target.value || null })} />
      </div>
      <div className="setting">
        <label htmlFor={`${id}similarity`}>{t.filters.similarity}<small>{t.filters.similarityHint}</small></label>
        <InputNumber
          id={`${id}similarity`} min={0} max={0.99} step={0.01} value={Number(get("similarity") ?? 0.05)}
          onChange={(value) => set({ similarity: value })}
        />
      </div>
    </div>
  );
  const changed = ["baseline", "linked", "as_of", "similarity"].some((name) => get(name) !== null);
  return (
    <Popover trigger="click" placement="bottomRight" content={content}>
      <Button type={changed ? "primary" : "default"} ghost={changed}>{t.filters.more}</Button>
    </Popover>
  );
}
