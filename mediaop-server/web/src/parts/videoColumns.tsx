import { PlayCircleOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import type { VideoRow } from "../api/schema";
import { useWords } from "../words";
import { Amount } from "./Amount";
import type { Column } from "./DataTable";
import { Category, CreatorLink, ProductLink, Title, WhyButton } from "./links";
import { Picture } from "./Picture";
import { useValueColumn } from "./ValueColumn";

const METRICS = ["digg", "collect", "share", "comment", "play"] as const;

/** A video's cover, title and creator, with a link to it. */
export function VideoCell({ row, withCreator = true }: { row: VideoRow; withCreator?: boolean }) {
  const { t } = useWords();
  const url = row.aweme_url?.startsWith("https://") ? row.aweme_url : null;
  return (
    <div className="video">
      <Picture src={row.cover_url} kind="cover" />
      <div>
        <div className="video-title"><Title text={row.title} none={t.untitled} /></div>
        <div className="video-meta">
          {withCreator && <CreatorLink id={row.creator_id} nickname={row.nickname} />}
          <span>{row.published_on ?? t.missing}</span>
          {url && <a href={url} target="_blank" rel="noreferrer noopener"><PlayCircleOutlined aria-hidden /> {t.videoOpen}</a>}
        </div>
      </div>
    </div>
  );
}

/** The columns of every list of videos. */
export function useVideoColumns({ metric, hasPlays, product = true, creator = true, open }: {
  metric: string; hasPlays: boolean; product?: boolean; creator?: boolean; open?: { id: string | null; toggle(id: string): void };
}): Column<VideoRow>[] {
  const { t, exact } = useWords();
  const shown = METRICS.filter((name) => name !== "play" || hasPlays);
  const value = useValueColumn<VideoRow>(metric, shown, (row) => row.value);
  const columns: Column<VideoRow>[] = [
    { key: "video", title: t.columns.video, onPhone: "head", cell: (row) => <VideoCell row={row} withCreator={creator} /> },
  ];
  if (product) {
    columns.push({ key: "product", title: t.columns.product, cell: (row) => <div className="stack"><ProductLink id={row.product_id} title={row.product_title} />{row.product_id && <small><Category first={row.category} second={row.category2} /></small>}</div> });
  }
  columns.push(...value, ...shown.map((name): Column<VideoRow> => ({
    key: `${name}_count`, title: t.metrics[name], isNumber: true, metric: name,
    cell: (row) => (
      <div className="stack" data-chosen={name === metric || undefined}>
        <Amount value={row[`total_${name}_count`]} />
        <small><Amount value={row[`gained_${name}_count`]} isChange /></small>
      </div>
    ),
  })));
  columns.push({
    key: "times", title: t.columns.times, hint: t.timesHint, isNumber: true,
    cell: ({ times_creator_median: times }) => (times == null ? <Amount value={null} /> : times >= 2 ? <Tag className="times">×{exact(times, 1)}</Tag> : <span>×{exact(times, 1)}</span>),
  });
  columns.push({
    key: "actions", title: t.columns.actions,
    cell: (row) => (
      <span className="actions">
        <WhyButton video={row.aweme_id} />
        {open && <button type="button" className="why" aria-expanded={open.id === row.aweme_id} onClick={() => open.toggle(row.aweme_id)}>{t.columns.trend}</button>}
      </span>
    ),
  });
  return columns;
}
