/** Where an agent writes: Enter sends, but never while an input method is composing. */
import { SendOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import type { Conversation } from "../../lib/wire.ts";
import { useDraft } from "./draft.ts";
import type { Act, Acts } from "./use-acts.ts";
import { useTyping } from "./use-typing.ts";
import "./composer.css";

/** The longest message that the server takes. */
const LONGEST = 4_000;

interface ComposerProps {
  readonly head: Conversation;
  readonly acts: Acts;
}

export function Composer({ head, acts }: ComposerProps) {
  const { t } = useTranslation();
  const { outbox } = useConsole();
  const [text, setText] = useDraft(head.id);
  const area = useRef<TextAreaRef>(null);
  const typing = useTyping(head.id);
  const wasMine = useRef(acts.mine);
  useEffect(() => {
    // Who takes a conversation wants to write; nothing else may take the focus.
    if (acts.mine && !wasMine.current) area.current?.focus();
    wasMine.current = acts.mine;
  }, [acts.mine]);
  const ready = acts.mine && text.trim() !== "";
  const send = (): void => {
    if (!ready) return;
    outbox.send(head.id, crypto.randomUUID(), { kind: "text", text: text.trim() }, new Date().toISOString());
    setText("");
    typing(false);
  };
  const press = (event: KeyboardEvent): void => {
    // 229 is what some browsers report for every key while an input method composes.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229)
      return;
    event.preventDefault();
    send();
  };
  return (
    <footer className="composer">
      {acts.mine ? null : <Reason head={head} acts={acts} />}
      <Input.TextArea
        ref={area}
        value={text}
        disabled={!acts.mine}
        maxLength={LONGEST}
        autoSize={{ minRows: 2, maxRows: 8 }}
        placeholder={acts.mine ? t("composer.placeholder") : ""}
        aria-label={t("composer.label")}
        onChange={(event) => {
          setText(event.target.value);
          typing(event.target.value !== "");
        }}
        onBlur={() => typing(false)}
        onKeyDown={press}
      />
      <div className="composer-foot">
        <span className="composer-keys">{t("composer.keys")}</span>
        <Button type="primary" icon={<SendOutlined />} disabled={!ready} onClick={send}>
          {t("composer.send")}
        </Button>
      </div>
    </footer>
  );
}

/** Why nothing can be written now, and what to do about it. */
function Reason({ head, acts }: ComposerProps) {
  const { t } = useTranslation();
  const [why, act] = reason(head);
  return (
    <div className="composer-reason">
      <span>{t(`composer.${why}`, { name: head.staff?.name ?? "" })}</span>
      {acts.allowed ? (
        <Button
          type="primary"
          loading={acts.busy === act}
          disabled={acts.busy !== null}
          onClick={() => acts.act(act)}
        >
          {t(`act_on.${act}`)}
        </Button>
      ) : (
        <span className="meta">{t("composer.not_allowed")}</span>
      )}
    </div>
  );
}

function reason(head: Conversation): ["closed" | "with_bot" | "in_queue" | "with_other", Act] {
  if (head.state === "closed") return ["closed", "reopen"];
  if (head.holder === "bot") return ["with_bot", "take"];
  if (head.holder === "queue") return ["in_queue", "take"];
  return ["with_other", "take"];
}
