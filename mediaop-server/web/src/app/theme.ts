import { theme, type ThemeConfig } from "antd";

const FONT = 'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

/** Ant Design in the page's colours. Secondary text is darker than its default, which is below 4.5 : 1. */
export function antTheme(isDark: boolean): ThemeConfig {
  const muted = isDark ? "#a7b0be" : "#596273";
  return {
    algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      fontFamily: FONT,
      fontSize: 14,
      motion: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      borderRadius: 8,
      colorPrimary: isDark ? "#5b95ff" : "#1456c4",
      colorLink: isDark ? "#86b1ff" : "#1456c4",
      colorBgBase: isDark ? "#12161d" : "#ffffff",
      colorTextBase: isDark ? "#e8ecf2" : "#161b24",
      colorTextSecondary: muted,
      colorTextTertiary: muted,
      colorTextDescription: muted,
      colorTextPlaceholder: muted,
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.16s",
    },
    components: {
      Segmented: { itemColor: muted },
      // White text needs a darker blue than lines and marks do.
      ...(isDark && { Button: { algorithm: false, colorPrimary: "#2a66d4", colorPrimaryHover: "#3a74dd", colorPrimaryActive: "#2159bf", primaryColor: "#ffffff" } }),
    },
  };
}
