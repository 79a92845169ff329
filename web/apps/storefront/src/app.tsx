/** The shop front: goods or one product, and the chat that knows which. */

import type { ListedProduct, Session } from "@xiaoer/protocol";
import { useCallback, useEffect, useState } from "preact/hooks";
import { Around } from "./around.ts";
import { allProducts } from "./catalogue.ts";
import { type Chat, loadChat } from "./chat.ts";
import type { Wish } from "./goods.ts";
import { ProductPage } from "./page.tsx";
import { Empty } from "./parts.tsx";
import { type Place, pathAs, pathTo, placeOf } from "./place.ts";
import { Shelf } from "./shelf.tsx";
import { Top } from "./top.tsx";
import { type Words, wordsOf } from "./words.ts";

type Trouble = "unknown_shop" | "wrong_signature" | "unreachable";

const EVERYTHING: Wish = { words: "", category: null, sort: "shop" };

export function App({ start }: { start: Place }) {
  const [place, go] = usePlace(start);
  const [wish, setWish] = useState(EVERYTHING);
  const { chat, session, goods, trouble } = useShop(start);
  const words = wordsOf(place.language);
  useEffect(() => chat?.setProduct(place.product), [chat, place.product]);
  useEffect(() => {
    chat?.on("product", (id) => {
      if (matchMedia("(max-width: 640px)").matches) chat.close();
      go(id);
    });
  }, [chat, go]);
  useEffect(() => {
    if (!place.product) document.title = session?.shop.name || words.shop;
  }, [place.product, session, words]);
  return (
    <Around.Provider value={{ place, words, chat, goods, session, go }}>
      <Top
        text={wish.words}
        onText={(text) => {
          setWish({ ...wish, words: text });
          if (place.product) go(null);
        }}
      />
      {trouble ? (
        <Sorry trouble={trouble} words={words} />
      ) : place.product ? (
        <ProductPage id={place.product} />
      ) : (
        <Shelf wish={wish} onWish={setWish} />
      )}
    </Around.Provider>
  );
}

function Sorry({ trouble, words }: { trouble: Trouble; words: Words }) {
  return (
    <Empty title={words[trouble]} help={words[`${trouble}Help`]}>
      {trouble === "wrong_signature" ? (
        <a class="quiet" href={pathAs(new URL(location.href), null)}>
          {words.asGuest}
        </a>
      ) : (
        <button type="button" class="quiet" onClick={() => location.reload()}>
          {words.retry}
        </button>
      )}
    </Empty>
  );
}

/** The place in the address bar, and a way to another; going back returns to where one had scrolled. */
function usePlace(start: Place): [Place, (product: string | null) => void] {
  const [place, setPlace] = useState(start);
  useEffect(() => {
    history.scrollRestoration = "manual";
    const back = (event: PopStateEvent) => {
      setPlace(placeOf(new URL(location.href), start.language));
      const top = (event.state as { top?: number } | null)?.top ?? 0;
      requestAnimationFrame(() => requestAnimationFrame(() => window.scrollTo(0, top)));
    };
    window.addEventListener("popstate", back);
    return () => window.removeEventListener("popstate", back);
  }, [start]);
  const go = useCallback(
    (product: string | null) => {
      history.replaceState({ top: window.scrollY }, "");
      history.pushState({ top: 0 }, "", pathTo(new URL(location.href), product));
      setPlace(placeOf(new URL(location.href), start.language));
      window.scrollTo(0, 0);
    },
    [start],
  );
  return [place, go];
}

/** Milliseconds without an answer after which one is told so; the widget goes on trying. */
const PATIENCE = 6000;

interface Shop {
  readonly chat: Chat | null;
  readonly session: Session | null;
  readonly goods: readonly ListedProduct[] | null;
  readonly trouble: Trouble | null;
}

/** Load the widget, share its pass, and load the goods with it. */
function useShop(start: Place): Shop {
  const [shop, setShop] = useState<Shop>({ chat: null, session: null, goods: null, trouble: null });
  useEffect(() => {
    const timer = setTimeout(() => setShop((before) => ({ ...before, trouble: "unreachable" })), PATIENCE);
    const open = async () => {
      const chat = await loadChat(start);
      setShop((before) => ({ ...before, chat }));
      const session = await chat.session();
      setShop((before) => ({ ...before, session }));
      const goods = await allProducts(session.pass);
      setShop((before) => ({ ...before, goods, trouble: null }));
    };
    const opened = open().finally(() => clearTimeout(timer));
    opened.catch((error: unknown) => {
      const message = error instanceof Error ? error.message : "";
      const trouble = message === "unknown_shop" || message === "wrong_signature" ? message : "unreachable";
      setShop((before) => ({ ...before, trouble }));
    });
  }, [start]);
  return shop;
}
