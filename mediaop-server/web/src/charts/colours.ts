/** Colours of charts. Those of the categories are told apart by people who see red and green alike. */
export interface Colours {
  text: string;
  muted: string;
  line: string;
  surface: string;
  accent: string;
  none: string;
  categories: string[];
}

export function colours(isDark: boolean): Colours {
  return isDark
    ? {
        text: "#e8ecf2", muted: "#a7b0be", line: "#2c3442", surface: "#171c25", accent: "#6ea3ff", none: "#8b94a3",
        categories: ["#6ea3ff", "#ffa94d", "#51cf9a", "#e599f7", "#ff8787", "#66d9e8", "#ffe066", "#b197fc", "#c0eb75", "#faa2c1", "#a5d8ff", "#d8b48f"],
      }
    : {
        text: "#161b24", muted: "#596273", line: "#e3e7ee", surface: "#ffffff", accent: "#1456c4", none: "#868e99",
        categories: ["#1f6feb", "#d9700a", "#0f9d63", "#a63ec5", "#d6336c", "#0c8599", "#b58a00", "#5f3dc4", "#5c940d", "#c2255c", "#1c7ed6", "#8a5a33"],
      };
}
