/** A product's picture, or a drawing of its kind. */

import type { ListedProduct } from "@xiaoer/protocol";
import { art } from "@xiaoer/ui/art";
import { h } from "preact";

export function Picture({ product }: { product: ListedProduct }) {
  if (product.picture) return <img class="picture" src={product.picture} alt="" loading="lazy" />;
  return (
    <svg class="picture" viewBox="0 0 200 200" aria-hidden="true">
      {art(product.id, product.title, product.category).map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
