/** All goods: chips of categories, order, and the grid. */

import type { ListedProduct } from "@xiaoer/protocol";
import { useAround } from "./around.ts";
import { type Category, categories, nameOf, type Sort, shortTitle, type Wish, wanted } from "./goods.ts";
import { Empty, Link, Price } from "./parts.tsx";
import { Picture } from "./picture.tsx";

interface ShelfProps {
  readonly wish: Wish;
  readonly onWish: (wish: Wish) => void;
}

export function Shelf({ wish, onWish }: ShelfProps) {
  const { goods, words, session } = useAround();
  if (!goods) return <Skeletons />;
  if (goods.length === 0) return <Empty title={words.noGoods} help={words.noGoodsHelp} />;
  const found = wanted(goods, wish);
  return (
    <main class="shelf">
      <h1 class="hidden">{session?.shop.name || words.shop}</h1>
      <Chips all={goods.length} chips={categories(goods)} wish={wish} onWish={onWish} />
      <div class="shelf-head">
        <p role="status">{words.count(found.length)}</p>
        <Order wish={wish} onWish={onWish} />
      </div>
      {found.length > 0 ? (
        <ul class="grid">
          {found.map((product) => (
            <Tile key={product.id} product={product} />
          ))}
        </ul>
      ) : (
        <Empty title={words.nothing} help={words.nothingHelp}>
          <button type="button" class="quiet" onClick={() => onWish({ ...wish, words: "", category: null })}>
            {words.reset}
          </button>
        </Empty>
      )}
    </main>
  );
}

function Order({ wish, onWish }: ShelfProps) {
  const { words } = useAround();
  return (
    <select
      aria-label={words.sort}
      value={wish.sort}
      onChange={(event) => onWish({ ...wish, sort: event.currentTarget.value as Sort })}
    >
      {Object.entries(words.sorts).map(([key, label]) => (
        <option key={key} value={key}>
          {label}
        </option>
      ))}
    </select>
  );
}

function Chips(props: ShelfProps & { chips: readonly Category[]; all: number }) {
  const { words, place } = useAround();
  const { wish, onWish, chips, all } = props;
  const own = place.language !== "en";
  const chip = (key: string | null, label: string, count: number) => (
    <button
      key={key ?? ""}
      type="button"
      class="chip"
      aria-pressed={wish.category === key}
      onClick={() => onWish({ ...wish, category: key })}
    >
      {label} <small>{count}</small>
    </button>
  );
  return (
    <nav class="chips" aria-label={words.categories}>
      {chip(null, words.all, all)}
      {chips.map((each) => chip(each.key, nameOf(each, chips, words.kinds, own), each.count))}
    </nav>
  );
}

function Tile({ product }: { product: ListedProduct }) {
  const { words } = useAround();
  return (
    <li>
      <Link to={product.id} class="tile" title={product.title}>
        <Picture product={product} />
        <span class="tile-title">{shortTitle(product.title)}</span>
        <span class="tile-foot">
          <Price fen={product.price_fen} />
          {product.state === "listed" ? null : <span class="state">{words.states[product.state]}</span>}
        </span>
      </Link>
    </li>
  );
}

/** Invisible for the first 300 ms, by its style. */
function Skeletons() {
  return (
    <main class="shelf late" aria-busy="true">
      <div class="grid">
        {["a", "b", "c", "d", "e", "f", "g", "h"].map((key) => (
          <span key={key} class="bone" />
        ))}
      </div>
    </main>
  );
}
