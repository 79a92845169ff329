/** The two languages of the console. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { language } from "./lib/preferences.ts";
import en from "./words/en.ts";
import zh from "./words/zh.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "words";
    resources: { words: typeof zh };
  }
}

void i18next.use(initReactI18next).init({
  lng: language.get(),
  fallbackLng: "zh-CN",
  defaultNS: "words",
  resources: { "zh-CN": { words: zh }, en: { words: en } },
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
});

function show(): void {
  document.documentElement.lang = language.get();
  void i18next.changeLanguage(language.get());
}

show();
language.subscribe(show);
