/** Above the conversation: with whom, who holds it, and what can be done with it. */
import { ArrowLeftOutlined, InfoCircleOutlined } from "@ant-design/icons";
import { Button, Rate } from "antd";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import type { Conversation } from "../../lib/wire.ts";
import { WaitingClock } from "../../parts/moments.tsx";
import { useProblemWords } from "../../parts/problem-words.ts";
import { useWord } from "../../parts/words.ts";
import { useBuyerName } from "./buyer-name.ts";
import { HolderMark } from "./holder-mark.tsx";
import type { Act, Acts } from "./use-acts.ts";
import "./heading.css";

interface HeadingProps {
  readonly head: Conversation;
  readonly acts: Acts;
  readonly leave: () => void;
  readonly showAbout: () => void;
}

export function ConversationHeading({ head, acts, leave, showAbout }: HeadingProps) {
  const { t } = useTranslation();
  const word = useWord();
  const name = useBuyerName(head);
  const problemWords = useProblemWords();
  const { session } = useConsole();
  return (
    <header className="heading">
      <Button
        type="text"
        className="heading-back"
        icon={<ArrowLeftOutlined />}
        aria-label={t("desk.back")}
        onClick={leave}
      />
      <div className="heading-who">
        <h2>
          {name} <HolderMark head={head} me={session.staff.id} />
        </h2>
        <p>
          {head.shop_name} · {word("channel", head.channel)}
          {head.waiting_since !== null && head.state === "open" ? (
            <>
              {" · "}
              {t("desk.waited")} <WaitingClock since={head.waiting_since} />
            </>
          ) : null}
          {head.rating ? (
            <Rate className="heading-rate" disabled value={head.rating} aria-label={t("desk.rating")} />
          ) : null}
        </p>
      </div>
      <ActButtons head={head} acts={acts} />
      <Button
        type="text"
        className="heading-about"
        icon={<InfoCircleOutlined />}
        aria-label={t("about.label")}
        onClick={showAbout}
      />
      {acts.problem ? (
        <p className="heading-problem" role="alert">
          {problemWords(acts.problem)}
        </p>
      ) : null}
    </header>
  );
}

/** The acts that fit the moment, beside the one that the composer offers. */
function fitting(head: Conversation, mine: boolean): Act[] {
  if (head.state === "closed") return [];
  if (mine) return ["to_bot", "to_queue", "close"];
  return head.holder === "staff" ? [] : ["close"];
}

function ActButtons({ head, acts }: { readonly head: Conversation; readonly acts: Acts }) {
  const { t } = useTranslation();
  if (!acts.allowed) return null;
  return (
    <div className="heading-acts">
      {fitting(head, acts.mine).map((act) => (
        <Button
          key={act}
          size="small"
          loading={acts.busy === act}
          disabled={acts.busy !== null}
          onClick={() => acts.act(act)}
        >
          {t(`act_on.${act}`)}
        </Button>
      ))}
    </div>
  );
}
