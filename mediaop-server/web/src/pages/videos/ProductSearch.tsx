import { AutoComplete, Input } from "antd";
import { useState } from "react";
import { useProducts } from "../../api/questions";
import { useAddress } from "../../app/address";
import { useSettled } from "../../parts/useSettled";
import { useWords } from "../../words";

/** Finds a product by a part of its name or id; those that do best stand first. */
export function ProductSearch({ onChoose }: { onChoose(id: string): void }) {
  const { t } = useWords();
  const { params } = useAddress();
  const [text, setText] = useState("");
  const wanted = useSettled(text.trim());
  const found = useProducts({ ...params, category: null, category2: null, q: wanted, page: null, page_size: 10 }, wanted !== "");
  const options = (wanted ? found.query.data?.data ?? [] : []).map((row) => ({
    value: row.product_id,
    label: <span className="option"><bdi>{row.product_title ?? row.product_id}</bdi><small>{[row.category, t.data.withVideos(row.video_count)].filter(Boolean).join(" · ")}</small></span>,
  }));
  return (
    <AutoComplete
      className="search" value={text} options={options} onChange={(value: string) => setText(value)}
      onSelect={(id: string) => { setText(""); onChoose(id); }}
      notFoundContent={wanted && !found.query.isFetching ? t.panel.empty : null}
    >
      <Input.Search aria-label={t.videos.search} placeholder={t.videos.search} allowClear />
    </AutoComplete>
  );
}
