import type { BestVideo as Best } from "../api/schema";
import { useWords } from "../words";
import { Amount } from "./Amount";
import { Title, WhyButton } from "./links";

/** A group's best single video: its title, its number, and the way to its snapshots. */
export function BestVideo({ video, isShare }: { video: Best | null; isShare?: boolean }) {
  const { t } = useWords();
  if (!video) return <Amount value={null} />;
  return (
    <span className="best">
      <Title text={video.title} none={t.untitled} />
      <span className="best-value"><Amount value={video.value} isShare={isShare} /> <WhyButton video={video.aweme_id} /></span>
    </span>
  );
}
