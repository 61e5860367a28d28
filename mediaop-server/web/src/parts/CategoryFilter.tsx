import { Select } from "antd";
import type { CategoryRow } from "../api/schema";
import { useAddress } from "../app/address";
import { useWords } from "../words";

/** A category, and one of its second level. */
export function CategoryFilter({ categories }: { categories: CategoryRow[] }) {
  const { t, exact } = useWords();
  const { get, set } = useAddress();
  const chosen = get("category");
  const second = categories.find((row) => row.category === chosen)?.category2 ?? [];
  return (
    <div className="joined">
      <Select
        aria-label={t.filters.category} className="category" value={chosen ?? ""} showSearch popupMatchSelectWidth={false}
        options={[{ value: "", label: t.filters.all }, ...categories.map((row) => ({ value: row.category, label: `${row.category}  ${exact(row.video_count)}` }))]}
        labelRender={({ value, label }) => (value ? String(value) : label)}
        onChange={(value) => set({ category: value || null, category2: null })}
      />
      {chosen && second.length > 0 && (
        <Select
          aria-label={t.filters.category2} className="category" value={get("category2") ?? ""} popupMatchSelectWidth={false}
          options={[{ value: "", label: t.filters.allSecond }, ...second.map((name) => ({ value: name, label: name }))]}
          onChange={(value) => set({ category2: value || null })}
        />
      )}
    </div>
  );
}
