/** What every page stands in: language, appearance, requests, routes. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useLayoutEffect, useMemo } from "react";
import { createBrowserRouter, Navigate, type RouteObject, RouterProvider } from "react-router-dom";
import { appearance, language } from "./lib/preferences.ts";
import { toProblem } from "./lib/problem.ts";
import { useSignal } from "./lib/signal.ts";
import { Login } from "./pages/login/login.tsx";
import { Lost } from "./pages/lost.tsx";
import { Shell } from "./pages/shell.tsx";
import { antTheme, paint } from "./theme.ts";

const routes: RouteObject[] = [
  { path: "/login", element: <Login /> },
  {
    path: "/",
    element: <Shell />,
    errorElement: <Lost />,
    children: [
      { index: true, element: <Navigate to="/desk" replace /> },
      { path: "desk/:conversation?", lazy: () => import("./pages/desk/desk.tsx") },
      { path: "orders/:shop?/:order?", lazy: () => import("./pages/orders/orders.tsx") },
      { path: "products/:shop?/:product?", lazy: () => import("./pages/products/products.tsx") },
      { path: "imports/:id?", lazy: () => import("./pages/imports/imports.tsx") },
      { path: "settings/:section?/:id?", lazy: () => import("./pages/settings/settings.tsx") },
      { path: "*", element: <Lost /> },
    ],
  },
];

export function App() {
  const shown = useSignal(appearance);
  const tongue = useSignal(language);
  const router = useMemo(() => createBrowserRouter(routes, { basename: "/console" }), []);
  const queries = useMemo(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: {
            staleTime: 30_000,
            refetchOnWindowFocus: false,
            retry: (failures, error) => failures < 2 && toProblem(error).passing,
          },
        },
      }),
    [],
  );
  const theme = useMemo(() => antTheme(shown), [shown]);
  useLayoutEffect(() => paint(shown), [shown]);
  return (
    <QueryClientProvider client={queries}>
      <ConfigProvider theme={theme} locale={tongue === "en" ? enUS : zhCN} button={{ autoInsertSpace: false }}>
        <RouterProvider router={router} />
      </ConfigProvider>
    </QueryClientProvider>
  );
}
