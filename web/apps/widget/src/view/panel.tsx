/** The open chat: a small window on a desk, the whole screen on a phone. */

import { useEffect, useRef, useState } from "preact/hooks";
import { pictureIn } from "../picture.ts";
import type { State } from "../talk/state.ts";
import { Composer } from "./composer.tsx";
import { useAround } from "./context.ts";
import { Icon } from "./icons.tsx";
import { Log } from "./log.tsx";
import { usePicture } from "./picked.tsx";
import { Calm, Top } from "./top.tsx";

const PHONE = "(max-width: 640px)";
/** Pixels of height under which a keyboard must be open, or the screen is very small. */
const LOW = 480;

export function Panel({ state, onClose }: { state: State; onClose: () => void }) {
  const { words } = useAround();
  const [enlarged, setEnlarged] = useState("");
  const picture = usePicture();
  const panel = useRef<HTMLElement>(null);
  const phone = matchMedia(PHONE).matches;
  useKeyboardSpace(panel, phone);
  useReading(state);
  return (
    <section
      ref={panel}
      class="panel"
      role="dialog"
      aria-label={words.dialog(state.session?.shop.name ?? "")}
      aria-modal={phone}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.isComposing) return;
        event.stopPropagation();
        if (enlarged) setEnlarged("");
        else onClose();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        picture.take(pictureIn(event.dataTransfer));
      }}
    >
      <Top state={state} onClose={onClose} />
      <Calm state={state} />
      <Log state={state} onPicture={setEnlarged} />
      <Composer state={state} picture={picture} focus={!matchMedia("(pointer: coarse)").matches} />
      {enlarged ? <Large address={enlarged} onClose={() => setEnlarged("")} /> : null}
    </section>
  );
}

function Large({ address, onClose }: { address: string; onClose: () => void }) {
  const { words } = useAround();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <button ref={button} type="button" class="large" aria-label={words.pictureClose} onClick={onClose}>
      <img src={address} alt="" />
      <span class="large-close">
        <Icon name="close" />
      </span>
    </button>
  );
}

/** What arrives while the panel is open and the page is seen counts as read. */
function useReading(state: State): void {
  const { chat } = useAround();
  const last = state.transcript.messages.at(-1)?.seq;
  // Only when: a new last message is the reason
  useEffect(() => {
    const read = () => {
      if (document.visibilityState === "visible") chat.readAll();
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [chat, last]);
}

/** On a phone the panel is as tall as what the on-screen keyboard leaves, and the page behind does not scroll. */
function useKeyboardSpace(panel: { current: HTMLElement | null }, phone: boolean): void {
  useEffect(() => {
    const seen = window.visualViewport;
    if (!phone || !seen) return;
    const fit = () => {
      if (!panel.current) return;
      panel.current.style.height = `${seen.height}px`;
      panel.current.style.top = `${seen.offsetTop}px`;
      panel.current.dataset.low = String(seen.height < LOW);
    };
    const page = document.documentElement.style;
    const before = page.overflow;
    page.overflow = "hidden";
    fit();
    seen.addEventListener("resize", fit);
    seen.addEventListener("scroll", fit);
    return () => {
      page.overflow = before;
      seen.removeEventListener("resize", fit);
      seen.removeEventListener("scroll", fit);
    };
  }, [panel, phone]);
}
