/** The picture chosen to be sent: looked at, uploaded, said. */

import { useEffect, useState } from "preact/hooks";
import { shrunk, verdict } from "../picture.ts";
import { useAround } from "./context.ts";
import { Icon } from "./icons.tsx";

interface Choice {
  readonly blob: Blob;
  readonly name: string;
  readonly preview: string;
}

export interface Picked {
  readonly picked: Choice | null;
  readonly sending: boolean;
  readonly problem: string;
  readonly take: (file: File | null) => void;
  readonly drop: () => void;
  /** Upload, then say the picture with `text`; `onSaid` is called when it is on its way. */
  readonly send: (text: string, onSaid: () => void) => void;
}

export function usePicture(): Picked {
  const { chat, words } = useAround();
  const [picked, setPicked] = useState<Choice | null>(null);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState("");
  useEffect(() => () => URL.revokeObjectURL(picked?.preview ?? ""), [picked]);
  const take = async (file: File | null) => {
    if (!file || sending) return;
    const decided = verdict(file.type, file.size);
    const blob = decided === "shrink" ? await shrunk(file) : file;
    if (decided === "wrong_kind") return setProblem(words.pictureKind);
    if (decided === "too_large" || !blob) return setProblem(words.pictureLarge);
    setProblem("");
    setPicked({ blob, name: file.name || "picture", preview: URL.createObjectURL(blob) });
  };
  const send = async (text: string, onSaid: () => void) => {
    if (!picked || sending) return;
    setSending(true);
    setProblem("");
    try {
      const { pass } = await chat.session();
      const { url, width, height } = await chat.server.upload(pass, picked.blob, picked.name);
      chat.say({ kind: "picture", url, width, height, ...(text ? { text } : {}) });
      setPicked(null);
      onSaid();
    } catch {
      setProblem(words.pictureFailed);
    } finally {
      setSending(false);
    }
  };
  const drop = () => {
    setPicked(null);
    setProblem("");
  };
  return {
    picked,
    sending,
    problem,
    take: (file) => void take(file),
    drop,
    send: (text, said) => void send(text, said),
  };
}

export function Chosen({ picture }: { picture: Picked }) {
  const { words } = useAround();
  if (!picture.picked && !picture.problem) return null;
  return (
    <div class="chosen">
      {picture.picked ? (
        <>
          <img src={picture.picked.preview} alt={words.pictureChosen} />
          <button
            type="button"
            class="tool"
            aria-label={words.pictureRemove}
            disabled={picture.sending}
            onClick={picture.drop}
          >
            <Icon name="close" size={16} />
          </button>
        </>
      ) : null}
      <span role="status">{picture.sending ? words.pictureSending : picture.problem}</span>
    </div>
  );
}
