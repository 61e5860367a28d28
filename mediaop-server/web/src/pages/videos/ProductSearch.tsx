import { AutoComplete, Input } from "antd";
import { useEffect, useState } from "react";
import { useProducts } from "../../api/questions";
import { useAddress } from "../../app/address";
import { useSettled } from "../../parts/useSettled";
import { useWords } from "../../words";

/** Finds a product by a part of its name or id; those that do best stand first, and Enter takes the first. */
export function ProductSearch({ onChoose }: { onChoose(id: string): void }) {
  const { t } = useWords();
  const { params } = useAddress();
  const [text, setText] = useState("");
  // What Enter was pressed for: its products may be still to come.
  const [entered, setEntered] = useState("");
  const settled = useSettled(text.trim());
  const wanted = entered || settled;
  const found = useProducts({ ...params, category: null, category2: null, q: wanted, page: null, page_size: 10 }, wanted !== "");
  const products = wanted && !found.query.isPlaceholderData ? found.query.data?.data : undefined;
  const choose = (id: string) => {
    setText("");
    setEntered("");
    onChoose(id);
  };
  const first = entered ? products?.[0]?.product_id : undefined;
  useEffect(() => {
    if (first !== undefined) choose(first);
  }, [first]);
  const options = (wanted ? found.query.data?.data ?? [] : []).map((row) => ({
    value: row.product_id,
    label: <span className="option"><bdi>{row.product_title ?? row.product_id}</bdi><small>{[row.category, t.data.withVideos(row.video_count)].filter(Boolean).join(" · ")}</small></span>,
  }));
  return (
    <>
      <AutoComplete
        className="search" value={text} options={options} onChange={(value: string) => { setText(value); setEntered(""); }} onSelect={choose}
        notFoundContent={wanted && !found.query.isFetching ? t.panel.empty : null}
      >
        <Input.Search aria-label={t.videos.search} placeholder={t.videos.search} allowClear onSearch={(value) => setEntered(value.trim())} />
      </AutoComplete>
      {entered && products?.length === 0 && <span role="status" className="muted">{t.videos.none(entered)}</span>}
    </>
  );
}
