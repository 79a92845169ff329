/** Begins the shop front. */

import { dark, font, light, properties, shadow } from "@xiaoer/ui/tokens";
import { render } from "preact";
import { App } from "./app.tsx";
import { placeOf } from "./place.ts";
import "./style/base.css";
import "./style/shelf.css";
import "./style/page.css";
import "./style/top.css";

const sheet = new CSSStyleSheet();
sheet.replaceSync(`:root{${properties(light)}--shadow:${shadow.light};--font:${font.text}}
@media (prefers-color-scheme:dark){:root{${properties(dark)}--shadow:${shadow.dark}}}`);
document.adoptedStyleSheets = [sheet];

const start = placeOf(new URL(location.href), navigator.language);
document.documentElement.lang = start.language;
const root = document.getElementById("app");
if (root) render(<App start={start} />, root);
