/** The console's beginning. */
import { createRoot } from "react-dom/client";
import "./i18n.ts";
import "./styles/ground.css";
import "./styles/frame.css";
import "./styles/page.css";
import "./styles/parts.css";
import "./styles/rows.css";
import { App } from "./app.tsx";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
