/** One product with all that the shop says about it. */

import type { NamedText, Product } from "@xiaoer/protocol";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useAround } from "./around.ts";
import { NotThere, product as productOf } from "./catalogue.ts";
import { passages } from "./goods.ts";
import { Empty, Link, Price } from "./parts.tsx";
import { Picture } from "./picture.tsx";

type Found = Product | "not_found" | "unreachable" | null;

export function ProductPage({ id }: { id: string }) {
  const { session, words } = useAround();
  const [found, setFound] = useState<Found>(null);
  const [turn, setTurn] = useState(0);
  // Only when: another product, another session, or another try.
  useEffect(() => {
    if (!session) return;
    let wanted = true;
    setFound(null);
    productOf(session.pass, id)
      .then((answer) => wanted && setFound(answer))
      .catch((error) => wanted && setFound(error instanceof NotThere ? "not_found" : "unreachable"));
    return () => {
      wanted = false;
    };
  }, [session, id, turn]);
  useEffect(() => {
    if (found && typeof found === "object") document.title = found.title;
  }, [found]);
  if (found === null) return <main class="late bone page-bone" aria-busy="true" />;
  if (found === "not_found") {
    return (
      <Empty title={words.notFound} help={words.notFoundHelp}>
        <Link to={null} class="quiet">
          {words.reset}
        </Link>
      </Empty>
    );
  }
  if (found === "unreachable") {
    return (
      <Empty title={words.unreachable} help={words.unreachableHelp}>
        <button type="button" class="quiet" onClick={() => setTurn(turn + 1)}>
          {words.retry}
        </button>
      </Empty>
    );
  }
  return <Sheet product={found} />;
}

function Sheet({ product }: { product: Product }) {
  const { words } = useAround();
  return (
    <main class="page">
      <Link to={null} class="back">
        ‹ {words.back}
      </Link>
      <div class="page-head">
        <Picture product={product} />
        <div class="page-facts">
          <h1>{product.title}</h1>
          <p class="page-price">
            <Price fen={product.price_fen} />
            <span class={`state ${product.state}`}>{words.states[product.state]}</span>
          </p>
          {product.gifts.length > 0 ? (
            <p class="page-gift">
              <b>{words.gift}</b> {product.gifts.map((gift) => gift.name).join(" · ")}
            </p>
          ) : null}
          <Attributes product={product} />
          <Ask />
        </div>
      </div>
      <Details product={product} />
    </main>
  );
}

function Ask() {
  const { chat, words } = useAround();
  return (
    <div class="page-acts">
      <button type="button" class="primary" disabled={!chat} onClick={() => chat?.open()}>
        {words.askAbout}
      </button>
    </div>
  );
}

function Attributes({ product: { attributes } }: { product: Product }) {
  const { words } = useAround();
  if (attributes.length === 0) return null;
  return (
    <dl class="attributes" aria-label={words.attributes}>
      {attributes.map(({ name, text }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function Details({ product }: { product: Product }) {
  const { words } = useAround();
  return (
    <div class="details">
      <Section title={words.description}>{told(product.description)}</Section>
      <Section title={words.gifts}>{named(product.gifts)}</Section>
      <Section title={words.installation}>{told(product.installation)}</Section>
      <Section title={words.accessories}>{named(product.accessories)}</Section>
      <Section title={words.repair}>{told(product.repair)}</Section>
      <Section title={words.faults}>{named(product.faults)}</Section>
      <Section title={words.exchanges}>{named(product.exchanges)}</Section>
    </div>
  );
}

function named(items: readonly NamedText[]): ComponentChildren[] {
  return items.map(({ name, text }) => <Entry key={name + text} name={name} text={text} />);
}

function told(text: string): ComponentChildren[] {
  return passages(text).map((part) => (
    <Entry key={part.heading + part.text} name={part.heading} text={part.text} />
  ));
}

/** Nothing at all when there is nothing in it. */
function Section({ title, children }: { title: string; children: ComponentChildren[] }) {
  if (children.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Entry({ name, text }: { name: string; text: string }) {
  return (
    <div class="entry">
      {name ? <b>{name}</b> : null}
      <p>{text}</p>
    </div>
  );
}
