/** What is drawn: every kind of content, and nothing that a message could smuggle in. */

import type { Content } from "@xiaoer/protocol";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Chat } from "../src/talk/chat.ts";
import { Memory } from "../src/talk/memory.ts";
import { isSend } from "../src/view/composer.tsx";
import { ContentView } from "../src/view/content.tsx";
import { Around } from "../src/view/context.ts";
import { answerOf } from "../src/view/form.tsx";
import { pieces, safeAddress } from "../src/view/safe.ts";
import { wordsOf } from "../src/words.ts";

const SERVER = "http://shop.test";

function drawn(content: Content): { box: HTMLElement; chat: Chat } {
  const options = { server: SERVER, siteKey: "k", product: null, buyer: null, language: "zh-CN" } as const;
  const chat = new Chat(options, new Memory("k"));
  const box = document.createElement("div");
  document.body.append(box);
  const around = {
    chat,
    words: wordsOf("zh-CN"),
    language: "zh-CN" as const,
    server: SERVER,
    showProduct: () => undefined,
    canShowProduct: () => false,
  };
  act(() =>
    render(
      <Around.Provider value={around}>
        <ContentView content={content} onPicture={() => undefined} />
      </Around.Provider>,
      box,
    ),
  );
  return { box, chat };
}

afterEach(() => {
  document.body.textContent = "";
  localStorage.clear();
});

const ATTACK = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';

describe("text is shown as it is", () => {
  const attacks: Content[] = [
    { kind: "text", text: ATTACK },
    { kind: "picture", url: "javascript:alert(1)", text: ATTACK },
    { kind: "product_card", product_id: "1", title: ATTACK, picture: "javascript:alert(1)" },
    { kind: "order_card", order_id: ATTACK, state: ATTACK, title: ATTACK },
    { kind: "parcel_card", waybill_id: ATTACK, courier: ATTACK, status: ATTACK, place: ATTACK },
    { kind: "choices", text: ATTACK, options: [{ label: ATTACK, say: ATTACK }] },
    { kind: "form", text: ATTACK, fields: [{ name: "a", label: ATTACK, value: ATTACK }] },
    { kind: "file", url: "javascript:alert(1)", name: ATTACK },
    { kind: "sticker", name: ATTACK },
    { kind: "video", url: "data:text/html,x", poster: "javascript:alert(1)" },
  ];

  it.each(attacks.map((content) => [content.kind, content] as const))("in %s", (kind, content) => {
    const { box } = drawn(content);
    expect(box.querySelector("script, [onerror], iframe")).toBe(null);
    expect(box.innerHTML).not.toMatch(/(src|href)="(javascript|data):/);
    if (kind !== "video") expect(box.textContent).toContain("<img src=x");
  });
});

describe("contents", () => {
  it("keep lines, emoji and both directions of script", () => {
    const text = "第一行\n👨‍👩‍👧‍👦 second\nשלום ‮evil";
    const words = drawn({ kind: "text", text }).box.querySelector(".words");
    expect(words?.textContent).toBe(text);
    expect(words?.getAttribute("dir")).toBe("auto");
  });

  it("of a choice say their words when pressed", () => {
    const { box, chat } = drawn({
      kind: "choices",
      text: "?",
      options: [{ label: "到哪了", say: "我的快递到哪了" }],
    });
    const say = vi.spyOn(chat, "say");
    act(() => box.querySelector("button")?.click());
    expect(say).toHaveBeenCalledWith({ kind: "text", text: "我的快递到哪了" });
  });

  it("show prices with two digits and states in words", () => {
    const order = drawn({ kind: "order_card", order_id: "313", state: "in_transit", total_fen: 129905 }).box;
    expect(order.textContent).toContain("¥1299.05");
    expect(order.textContent).toContain("运输中");
  });

  it("of a kind that is not known yet show their text", () => {
    expect(drawn({ kind: "hologram", text: "hi" } as unknown as Content).box.textContent).toBe("hi");
  });
});

it("a form is answered as one text", () => {
  const fields = [
    { name: "when", label: "上门时间", required: true },
    { name: "floor", label: "楼层", value: "3" },
    { name: "note", label: "备注" },
  ];
  expect(answerOf(fields, { when: " 周日上午 " })).toBe("上门时间：周日上午\n楼层：3");
});

it("only web addresses become links", () => {
  expect(pieces("看 https://a.cn/x?y=1。好")).toEqual([
    { text: "看 " },
    { text: "https://a.cn/x?y=1", href: "https://a.cn/x?y=1" },
    { text: "。好" },
  ]);
  expect(pieces("javascript:alert(1)")).toEqual([{ text: "javascript:alert(1)" }]);
  expect(safeAddress("/uploads/a.png", SERVER)).toBe("http://shop.test/uploads/a.png");
  expect(safeAddress(" javascript:alert(1)", SERVER)).toBe(null);
  expect(safeAddress("data:image/svg+xml,x", SERVER)).toBe(null);
});

it("Enter sends, but not while a word is being composed", () => {
  const key = { key: "Enter", shiftKey: false, isComposing: false, keyCode: 13 };
  expect(isSend(key)).toBe(true);
  expect(isSend({ ...key, shiftKey: true })).toBe(false);
  expect(isSend({ ...key, isComposing: true })).toBe(false);
  expect(isSend({ ...key, keyCode: 229 })).toBe(false);
});
