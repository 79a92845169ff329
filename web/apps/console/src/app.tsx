/** What every page stands in: language, appearance, requests, routes. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { lazy, useLayoutEffect, useMemo } from "react";
import { BrowserRouter, Route, Routes } from "react-router-dom";
import { appearance, language } from "./lib/preferences.ts";
import { toProblem } from "./lib/problem.ts";
import { useSignal } from "./lib/signal.ts";
import { Login } from "./pages/login/login.tsx";
import { Lost, Unbroken } from "./pages/lost.tsx";
import { Home } from "./pages/navigation.tsx";
import { Shell } from "./pages/shell.tsx";
import { antTheme, paint } from "./theme.ts";

const Desk = lazy(() => import("./pages/desk/desk.tsx"));
const Orders = lazy(() => import("./pages/orders/orders.tsx"));
const Products = lazy(() => import("./pages/products/products.tsx"));
const Knowledge = lazy(() => import("./pages/knowledge/knowledge.tsx"));
const Training = lazy(() => import("./pages/training/training.tsx"));
const Imports = lazy(() => import("./pages/imports/imports.tsx"));
const Settings = lazy(() => import("./pages/settings/settings.tsx"));

function Pages() {
  return (
    <Routes>
      <Route path="/login" element={<Login />} />
      <Route path="/" element={<Shell />}>
        <Route index element={<Home />} />
        <Route path="desk/:conversation?" element={<Desk />} />
        <Route path="orders/:shop?/:order?" element={<Orders />} />
        <Route path="products/:shop?/:product?" element={<Products />} />
        <Route path="knowledge/:section?/:id?" element={<Knowledge />} />
        <Route path="training/:section?/:id?" element={<Training />} />
        <Route path="imports/:id?" element={<Imports />} />
        <Route path="settings/:section?/:id?" element={<Settings />} />
        <Route path="*" element={<Lost />} />
      </Route>
    </Routes>
  );
}

function makeQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && toProblem(error).passing,
      },
    },
  });
}

export function App() {
  const shown = useSignal(appearance);
  const tongue = useSignal(language);
  const queries = useMemo(makeQueries, []);
  const theme = useMemo(() => antTheme(shown), [shown]);
  useLayoutEffect(() => paint(shown), [shown]);
  return (
    <QueryClientProvider client={queries}>
      <ConfigProvider
        theme={theme}
        locale={tongue === "en" ? enUS : zhCN}
        button={{ autoInsertSpace: false }}
      >
        <BrowserRouter basename="/console">
          <Unbroken>
            <Pages />
          </Unbroken>
        </BrowserRouter>
      </ConfigProvider>
    </QueryClientProvider>
  );
}
