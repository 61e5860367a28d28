import { Tag } from "antd";
import { useProducts } from "../../api/questions";
import { useAddress } from "../../app/address";
import { Filters } from "../../parts/Filters";
import { ProductLink } from "../../parts/links";
import { Card, Page } from "../../parts/Page";
import { VideoList } from "../../parts/VideoList";
import { useWords } from "../../words";
import { ProductSearch } from "./ProductSearch";

/** 商品视频: which videos of a product or a category do best? */
export function VideosPage() {
  const { t } = useWords();
  const { get, set, params } = useAddress();
  const product = get("product_id");
  const found = useProducts({ ...params, category: null, category2: null, q: product, page: null, page_size: 20 }, product !== null);
  const title = found.query.data?.data.find((row) => row.product_id === product)?.product_title;
  return (
    <Page title={t.videos.title} lead={t.videos.lead} filters={<Filters overall />}>
      <div className="search-line">
        <ProductSearch onChoose={(id) => set({ product_id: id, category: null, category2: null })} />
        {product && (
          <Tag closable closeIcon={<span aria-label={t.videos.clear}>×</span>} onClose={() => set({ product_id: null })} className="chosen">
            <ProductLink id={product} title={title ?? product} />
          </Tag>
        )}
      </div>
      <Card><VideoList of={product ? { product_id: product } : undefined} /></Card>
    </Page>
  );
}
