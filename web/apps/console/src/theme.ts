/** The tokens as Ant Design wants them, and as CSS properties for our own rules. */
import { dark, font, light, type Palette, properties, radius, shadow, size } from "@xiaoer/ui";
import { type ThemeConfig, theme } from "antd";
import type { Appearance } from "./lib/preferences.ts";

export function antTheme(appearance: Appearance): ThemeConfig {
  const palette = appearance === "dark" ? dark : light;
  return {
    algorithm: appearance === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      ...colours(palette),
      fontFamily: font.text,
      fontFamilyCode: font.code,
      fontSize: size.text,
      fontSizeSM: size.meta,
      borderRadius: radius.normal,
      boxShadow: shadow[appearance],
      boxShadowSecondary: shadow[appearance],
      motionDurationSlow: "0.2s",
      motionDurationMid: "0.12s",
    },
    components: {
      Button: {
        primaryShadow: "none",
        defaultShadow: "none",
        dangerShadow: "none",
        defaultBorderColor: palette.line,
      },
      Segmented: {
        itemSelectedBg: appearance === "dark" ? palette.sunken : palette.surface,
        trackBg: appearance === "dark" ? palette.ground : palette.sunken,
        itemColor: palette.inkSoft,
      },
      Drawer: { footerPaddingBlock: 12 },
    },
  };
}

function colours(palette: Palette): NonNullable<ThemeConfig["token"]> {
  return {
    colorPrimary: palette.act,
    colorPrimaryHover: palette.actHover,
    colorPrimaryActive: palette.actHover,
    colorLink: palette.act,
    colorLinkHover: palette.actHover,
    colorInfo: palette.act,
    colorSuccess: palette.good,
    colorWarning: palette.look,
    colorError: palette.bad,
    colorBgBase: palette.surface,
    colorBgContainer: palette.surface,
    colorBgElevated: palette.raised,
    colorBgLayout: palette.ground,
    colorTextBase: palette.ink,
    colorText: palette.ink,
    colorTextSecondary: palette.inkSoft,
    colorTextTertiary: palette.inkSoft,
    colorTextDescription: palette.inkSoft,
    colorTextPlaceholder: palette.inkSoft,
    colorBorder: palette.lineStrong,
    colorBorderSecondary: palette.line,
    colorSplit: palette.line,
    colorTextLightSolid: palette.onAct,
  };
}

/** Put the palette on the page, for our own rules. */
export function paint(appearance: Appearance): void {
  const root = document.documentElement;
  root.dataset.appearance = appearance;
  root.style.cssText = `color-scheme:${appearance};${properties(appearance === "dark" ? dark : light)}--float:${shadow[appearance]}`;
}
