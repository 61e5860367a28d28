import { createContext, use, useCallback, useEffect, useMemo, useState } from "react";
import type { Language } from "../words";

export type Theme = "system" | "light" | "dark";

/** What a person chooses once, for all pages: kept in the browser, not in the address. */
export interface Preferences {
  language: Language;
  theme: Theme;
  /** Covers and avatars come from the video platform. */
  images: boolean;
}

const KEY = "mediaop.preferences";
const DEFAULT: Preferences = { language: navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en", theme: "system", images: true };

function kept(): Preferences {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences>;
    return {
      language: found.language === "zh" || found.language === "en" ? found.language : DEFAULT.language,
      theme: found.theme === "light" || found.theme === "dark" ? found.theme : DEFAULT.theme,
      images: found.images !== false,
    };
  } catch {
    return DEFAULT;
  }
}

export interface PreferencesState extends Preferences {
  isDark: boolean;
  set(change: Partial<Preferences>): void;
}

export function usePreferencesState(): PreferencesState {
  const [preferences, setPreferences] = useState(kept);
  const [systemIsDark, setSystemIsDark] = useState(() => matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const news = () => setSystemIsDark(system.matches);
    system.addEventListener("change", news);
    return () => system.removeEventListener("change", news);
  }, []);
  const set = useCallback((change: Partial<Preferences>) => {
    setPreferences((before) => {
      const after = { ...before, ...change };
      try {
        localStorage.setItem(KEY, JSON.stringify(after));
      } catch {
        // A browser that keeps nothing still shows what was chosen.
      }
      return after;
    });
  }, []);
  const isDark = preferences.theme === "dark" || (preferences.theme === "system" && systemIsDark);
  useEffect(() => {
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
    document.documentElement.lang = preferences.language === "zh" ? "zh-CN" : "en";
  }, [isDark, preferences.language]);
  return useMemo(() => ({ ...preferences, isDark, set }), [preferences, isDark, set]);
}

export const PreferencesContext = createContext<PreferencesState>({ ...DEFAULT, isDark: false, set: () => undefined });
export const usePreferences = () => use(PreferencesContext);
