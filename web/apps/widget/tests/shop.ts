/** A shop without a server: sessions are answered from a list, sockets are fakes. */

import { afterEach, beforeEach, vi } from "vitest";
import type { Options } from "../src/options.ts";
import { Chat } from "../src/talk/chat.ts";
import { Memory } from "../src/talk/memory.ts";
import { FakeSocket } from "./samples.ts";

export const OPTIONS: Options = {
  server: "http://shop.test",
  siteKey: "key",
  product: null,
  buyer: null,
  language: "zh-CN",
};
const SHOP = { id: "shp_1", name: "店", bot_name: "小二", greeting: "您好", language: "zh-CN" };

/** Answers to come, and bodies of the requests that came. */
export const sessions: { status: number; body: unknown }[] = [];
export const asked: Record<string, unknown>[] = [];

export function answer(conversation = "cnv_1") {
  return {
    status: 200,
    body: {
      pass: `pass-${conversation}`,
      buyer_id: "v_1",
      visitor: true,
      visitor_id: "v_1.signed",
      conversation_id: conversation,
      shop: SHOP,
    },
  };
}

export function useShop(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    localStorage.clear();
    FakeSocket.made = [];
    sessions.length = 0;
    asked.length = 0;
    vi.stubGlobal("WebSocket", FakeSocket);
    vi.stubGlobal("fetch", async (address: string, request: RequestInit) => {
      if (!address.endsWith("/widget/sessions")) throw new TypeError("no such address in this test");
      asked.push(JSON.parse(String(request.body)) as Record<string, unknown>);
      const { status, body } = sessions.shift() ?? answer();
      if (status === 0) throw new TypeError("network");
      return new Response(JSON.stringify(body), { status });
    });
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
}

export async function opened(options: Partial<Options> = {}): Promise<Chat> {
  const chat = new Chat({ ...OPTIONS, ...options }, new Memory("key"));
  chat.open();
  await vi.advanceTimersByTimeAsync(0);
  FakeSocket.last.accept();
  return chat;
}

export function texts(chat: Chat): string[] {
  return chat.state.value.transcript.messages.map((each) =>
    "text" in each.content ? (each.content.text ?? "") : "",
  );
}
