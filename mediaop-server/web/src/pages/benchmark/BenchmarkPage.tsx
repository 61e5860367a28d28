import { Tabs } from "antd";
import { useAddress } from "../../app/address";
import { Filters } from "../../parts/Filters";
import { Card, Page } from "../../parts/Page";
import { useWords } from "../../words";
import { BestVideosTab } from "./BestVideosTab";
import { Chosen } from "./Chosen";
import { CompareTab } from "./CompareTab";
import { CreatorsTab } from "./CreatorsTab";

/** 达人对标: whom to learn from. */
export function BenchmarkPage() {
  const { t } = useWords();
  const { get, set } = useAddress();
  const tab = (["best", "compare"] as const).find((name) => name === get("tab")) ?? "side";
  return (
    <Page title={t.benchmark.title} lead={t.benchmark.lead} filters={<Filters overall category={tab !== "compare"} />}>
      <Chosen />
      <Card>
        <Tabs
          activeKey={tab} destroyOnHidden onChange={(key) => set({ tab: key === "side" ? null : key })}
          items={[
            { key: "side", label: t.benchmark.side, children: <CreatorsTab /> },
            { key: "best", label: t.benchmark.best, children: <BestVideosTab /> },
            { key: "compare", label: t.benchmark.compare, children: <CompareTab /> },
          ]}
        />
      </Card>
    </Page>
  );
}
