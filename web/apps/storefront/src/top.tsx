/** Top of the page: the shop, the search, the language, and who one is. */

import { useAround } from "./around.ts";
import { knownBuyers } from "./identities.ts";
import { Link } from "./parts.tsx";
import { pathAs, pathIn } from "./place.ts";

interface TopProps {
  readonly text: string;
  readonly onText: (text: string) => void;
}

export function Top({ text, onText }: TopProps) {
  const { words, place, session, go } = useAround();
  const other = place.language === "en" ? "zh-CN" : "en";
  return (
    <header class="top">
      <div class="top-row">
        <Link to={null} class="brand">
          <Logo />
          <span dir="auto">{session?.shop.name || words.shop}</span>
        </Link>
        {/* biome-ignore lint/a11y/useSemanticElements: older phones do not know the search element */}
        <form
          class="search"
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            if (place.product) go(null);
          }}
        >
          <input
            type="search"
            value={text}
            placeholder={words.search}
            aria-label={words.search}
            enterkeyhint="search"
            onInput={(event) => onText(event.currentTarget.value)}
          />
        </form>
        <a
          class="language"
          href={pathIn(new URL(location.href), other)}
          lang={other}
          title={words.otherLanguage}
        >
          {words.other}
        </a>
      </div>
      <Identity />
    </header>
  );
}

function Identity() {
  const { place, words } = useAround();
  const known = knownBuyers(place.siteKey, place.buyer);
  if (known.length === 0) return null;
  const name = place.buyer ? place.buyer.name || place.buyer.id : words.guest;
  return (
    <div class="identity">
      <span>{words.as(name)} ▾</span>
      <select
        aria-label={words.switchBuyer}
        value={place.buyer?.id ?? ""}
        onChange={(event) => {
          const id = event.currentTarget.value;
          location.assign(pathAs(new URL(location.href), known.find((each) => each.id === id) ?? null));
        }}
      >
        <option value="">{words.guest}</option>
        {known.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name || each.id}
          </option>
        ))}
      </select>
    </div>
  );
}

function Logo() {
  return (
    <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
      <path
        class="logo"
        d="M4 9l1.6-5h12.8L20 9v1.5a2.6 2.6 0 0 1-1 2V20H5v-7.5a2.6 2.6 0 0 1-1-2zM9.5 20v-5h5v5"
      />
    </svg>
  );
}
