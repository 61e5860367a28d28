import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useMemo } from "react";
import { RouterProvider } from "react-router";
import { ApiProblem } from "../api/client";
import { wording, WordingContext } from "../words";
import { en } from "../words/en";
import { zh } from "../words/zh";
import { AddressNow } from "./address";
import { PreferencesContext, usePreferencesState } from "./preferences";
import { router } from "./router";
import { antTheme } from "./theme";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: true,
      // The server may be on this machine: whether it can be reached, asking says.
      networkMode: "always",
      refetchOnReconnect: true,
      // A server that has just started says when it will have read the data; nothing else gets better by asking again.
      retry: (failures, error) => error instanceof ApiProblem && error.status === 503 && failures < 300,
      retryDelay: (_, error) => (error instanceof ApiProblem && error.retryAfterMs) || 1000,
    },
  },
});

// What the server put into the page for this visit: styles that Ant Design writes carry it.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content;

const searchNow = () => router.state.location.search;

export function App() {
  const preferences = usePreferencesState();
  const { language, isDark } = preferences;
  const words = useMemo(() => wording(language === "zh" ? zh : en, language), [language]);
  const theme = useMemo(() => antTheme(isDark), [isDark]);
  return (
    <PreferencesContext value={preferences}>
      <WordingContext value={words}>
        <ConfigProvider theme={theme} locale={language === "zh" ? zhCN : enUS} csp={nonce ? { nonce } : undefined} button={{ autoInsertSpace: false }}>
          <QueryClientProvider client={queries}>
            <AddressNow value={searchNow}><RouterProvider router={router} /></AddressNow>
          </QueryClientProvider>
        </ConfigProvider>
      </WordingContext>
    </PreferencesContext>
  );
}
