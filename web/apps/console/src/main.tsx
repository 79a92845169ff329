/** The console's beginning. */
import { createRoot } from "react-dom/client";
import "./i18n.ts";
import "./styles/base.css";
import { App } from "./app.tsx";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
