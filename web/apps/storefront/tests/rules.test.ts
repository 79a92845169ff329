/** Where one is, what is shown, and how texts are read. */

import type { ListedProduct } from "@xiaoer/protocol";
import { art, kindOf } from "@xiaoer/ui/art";
import { describe, expect, it } from "vitest";
import { categories, nameOf, passages, price, shortTitle, wanted } from "../src/goods.ts";
import { pathAs, pathIn, pathTo, placeOf } from "../src/place.ts";

function listed(id: string, title: string, price_fen: number, category = ""): ListedProduct {
  return { id, title, price_fen, category, state: "listed", picture: "" };
}

const GOODS = [
  listed("1", "美的（Midea）60升电热水器3300W", 199900),
  listed("2", "美的（Midea）16升燃气热水器 天然气", 93900),
  listed("3", "美的80升电热水器 变频", 97900),
  listed("4", "Lasko 16英寸落地扇", 2697),
];

describe("places", () => {
  const address = new URL("http://x/shop/site-1/products/100%2F2?buyer=u1&signature=ab&name=%E7%8E%8B");

  it("are read from the address", () => {
    expect(placeOf(address, "en-US")).toEqual({
      siteKey: "site-1",
      product: "100/2",
      buyer: { id: "u1", signature: "ab", name: "王" },
      language: "en",
    });
    const bare = placeOf(new URL("http://x/shop/site-1/?buyer=u1"), "fr");
    expect(bare).toEqual({ siteKey: "site-1", product: null, buyer: null, language: "zh-CN" });
  });

  it("keep who one is when one goes on", () => {
    expect(pathTo(address, "a/b")).toBe("/shop/site-1/products/a%2Fb/?buyer=u1&signature=ab&name=%E7%8E%8B");
    expect(pathTo(address, null)).toBe("/shop/site-1/?buyer=u1&signature=ab&name=%E7%8E%8B");
    expect(pathAs(address, null)).toBe("/shop/site-1/products/100%2F2");
    expect(pathIn(new URL("http://x/shop/s"), "en")).toBe("/shop/s?language=en");
  });
});

describe("goods", () => {
  const ids = (goods: readonly ListedProduct[]) => goods.map((each) => each.id);

  it("carry every word, in any case", () => {
    expect(ids(wanted(GOODS, { words: "电热水器 60升", category: null, sort: "shop" }))).toEqual(["1"]);
    expect(ids(wanted(GOODS, { words: "lasko", category: null, sort: "shop" }))).toEqual(["4"]);
    expect(ids(wanted(GOODS, { words: "  ", category: null, sort: "shop" }))).toHaveLength(4);
  });

  it("are ordered by price when wished", () => {
    expect(ids(wanted(GOODS, { words: "", category: null, sort: "cheap" }))).toEqual(["4", "2", "3", "1"]);
    expect(ids(wanted(GOODS, { words: "", category: "electric_heater", sort: "dear" }))).toEqual(["1", "3"]);
  });

  it("have the shop's category, else that of their kind", () => {
    expect(
      categories([...GOODS, listed("5", "锅", 1, "厨具")]).map((each) => [each.key, each.count]),
    ).toEqual([
      ["electric_heater", 2],
      ["gas_heater", 1],
      ["fan", 1],
      ["厨具", 1],
    ]);
  });
});

it("a category is called as the shop does, and by its kind in another language", () => {
  const kinds = { gas_heater: "Gas heaters", other: "Other" } as Parameters<typeof nameOf>[2];
  const gas = { key: "燃气热水器", kind: "gas_heater", count: 2 } as const;
  const pots = { key: "锅", kind: "other", count: 1 } as const;
  expect(nameOf(gas, [gas, pots], kinds, true)).toBe("燃气热水器");
  expect(nameOf(gas, [gas, pots], kinds, false)).toBe("Gas heaters");
  expect(nameOf(pots, [gas, pots], kinds, false)).toBe("锅");
  expect(nameOf(gas, [gas, { ...gas, key: "液化气热水器" }], kinds, false)).toBe("燃气热水器");
  expect(nameOf({ ...gas, key: "gas_heater" }, [gas], kinds, true)).toBe("Gas heaters");
});

it.each([
  ["美的（Midea）【8年质保】电热水器小厨宝6.6L", "kitchen_heater"],
  ["美的（Midea）16升燃气热水器天然气", "gas_heater"],
  ["蒸汽洗洗碗机 嵌入式", "dishwasher"],
  ["抽吸排油烟机家用侧吸式燃气灶具套装", "hood"],
  ["5.2KW大火力燃气灶双灶", "stove"],
  ["冰魔方冰块净水器台式净饮机即热饮水机", "purifier"],
  ["家用冰箱MR-42", "fridge"],
  ["T恤", "other"],
])("%s is drawn as %s", (title, kind) => {
  expect(kindOf(title)).toBe(kind);
  expect(art("1", title)).toEqual(art("1", title));
  expect(JSON.stringify(art("1", title))).not.toMatch(/NaN|undefined/);
});

it("short titles lose brand and campaign, never everything", () => {
  expect(shortTitle("美的（Midea）60升电热水器以旧换新国家补贴20%")).toBe("60升电热水器");
  expect(shortTitle("国家补贴")).toBe("国家补贴");
});

it("long texts are split at their headings", () => {
  expect(passages("【尺寸】10cm\n高\n\n【颜色】白\n\n其他")).toEqual([
    { heading: "尺寸", text: "10cm\n高" },
    { heading: "颜色", text: "白" },
    { heading: "", text: "其他" },
  ]);
});

it("prices have two digits", () => {
  expect(price(129905)).toEqual({ yuan: "1299", digits: "05" });
});
