import { useParams } from "react-router";
import { useCreatorProducts } from "../../api/questions";
import { useAddress } from "../../app/address";
import { Bands } from "../../parts/Bands";
import { BasisLine } from "../../parts/Basis";
import { Choice } from "../../parts/Choice";
import { Daily } from "../../parts/Daily";
import { Filters } from "../../parts/Filters";
import { NothingFits } from "../../parts/NothingFits";
import { Card, Page } from "../../parts/Page";
import { Picture } from "../../parts/Picture";
import { Failed, isUnknown, QueryPanel } from "../../parts/QueryPanel";
import { VideoList } from "../../parts/VideoList";
import { useWords } from "../../words";
import { CreatorGroups } from "./CreatorGroups";

/** A creator: the categories that run high, the products in them, the best videos, the days. */
export function CreatorPage() {
  const { t, short } = useWords();
  const { id = "" } = useParams();
  const { get, set, params } = useAddress();
  const asked = useCreatorProducts(id, params);
  const creator = asked.query.data?.data.creator;
  const isThis = creator !== undefined && !asked.query.isPlaceholderData;
  if (isUnknown(asked)) return <Page title={t.columns.creator}><Failed asked={asked} back="/creators" /></Page>;
  return (
    <Page
      title={isThis ? creator.nickname ?? t.unnamed : t.columns.creator}
      lead={isThis && <span className="creator-head"><Picture src={creator.avatar} kind="avatar" /> {creator.fans !== null && `${t.columns.fans} ${short(creator.fans)}`}</span>}
      filters={<Filters overall />}
    >
      <Card
        title={t.creators.groups}
        extra={(
          <Choice
            aria-label={t.creators.groupBy} size="small" value={get("group_by") ?? "category"}
            options={(["category", "category2", "product"] as const).map((value) => ({ value, label: t.creators[value] }))}
            onChange={(value) => set({ group_by: value })}
          />
        )}
      >
        <QueryPanel asked={asked} isEmpty={({ data }) => data.groups.length === 0} empty={(answer) => <NothingFits answer={answer} />}>
          {({ data, window, coverage }) => (
            <>
              <BasisLine window={window} coverage={coverage} address={asked.address} />
              <Bands />
              <CreatorGroups groups={data.groups} metric={get("metric") ?? "digg"} />
            </>
          )}
        </QueryPanel>
      </Card>
      {!asked.query.isError && (
        <>
          <Card title={t.curve.title}><Daily subject={{ of: "creators", id }} /></Card>
          <Card title={t.creators.topVideos}><VideoList of={{ creator_id: id }} /></Card>
        </>
      )}
    </Page>
  );
}
