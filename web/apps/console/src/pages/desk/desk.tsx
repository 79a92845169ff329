/** The desk 接待台: queue, conversation, what is known about the buyer. On a phone one of them at a time. */
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router-dom";
import { About } from "./about.tsx";
import { Conversation } from "./conversation.tsx";
import { Counters } from "./counters.tsx";
import { NoticeBanner } from "./notice-banner.tsx";
import { Queue } from "./queue.tsx";
import "./desk.css";

export default function Desk() {
  const { t } = useTranslation();
  const { conversation = null } = useParams();
  const navigate = useNavigate();
  const [aboutOpen, setAboutOpen] = useState(false);
  const open = useCallback((id: string) => void navigate(`/desk/${id}`), [navigate]);
  const leave = useCallback(() => {
    setAboutOpen(false);
    void navigate("/desk");
  }, [navigate]);
  useEscape(aboutOpen ? () => setAboutOpen(false) : conversation ? leave : null);
  const shows = conversation === null ? "queue" : aboutOpen ? "about" : "conversation";
  return (
    <main className="desk" data-shows={shows} aria-label={t("nav.desk")}>
      <Counters />
      <NoticeBanner />
      <div className="desk-columns">
        <Queue open={open} opened={conversation} />
        {conversation === null ? (
          <Welcome />
        ) : (
          <>
            <Conversation
              key={conversation}
              id={conversation}
              leave={leave}
              showAbout={() => setAboutOpen((shown) => !shown)}
            />
            <About key={`about_${conversation}`} id={conversation} hide={() => setAboutOpen(false)} />
          </>
        )}
      </div>
    </main>
  );
}

function Welcome() {
  const { t } = useTranslation();
  return (
    <section className="desk-welcome">
      <h2>{t("desk.welcome")}</h2>
      <p>{t("desk.welcome_hint")}</p>
      <dl className="keys">
        {(["j", "k"] as const).map((key) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`desk.key_${key}`)}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>Enter</kbd>
          </dt>
          <dd>{t("desk.key_enter")}</dd>
        </div>
        <div>
          <dt>
            <kbd>Esc</kbd>
          </dt>
          <dd>{t("desk.key_escape")}</dd>
        </div>
      </dl>
    </section>
  );
}

/** Esc first leaves what is being typed in, then goes one step back. */
function useEscape(act: (() => void) | null): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      const focus = document.activeElement;
      if (focus instanceof HTMLInputElement || focus instanceof HTMLTextAreaElement) focus.blur();
      else if (!document.querySelector(".ant-drawer-open, .ant-modal-wrap")) act?.();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [act]);
}
