import { SettingOutlined } from "@ant-design/icons";
import { Button, Popover, Switch } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { forgetToken, useToken } from "../api/token";
import { Choice } from "../parts/Choice";
import { useWords } from "../words";
import { usePreferences, type Theme } from "./preferences";

/** Language, light or dark, pictures or none; the token, where there is one. */
export function DisplaySettings() {
  const { t } = useWords();
  const { language, theme, images, set } = usePreferences();
  const { token } = useToken();
  const queries = useQueryClient();
  const forget = () => {
    forgetToken();
    void queries.resetQueries();
  };
  const content = (
    <div className="settings">
      <div className="setting">
        <span>{t.preferences.language}</span>
        <Choice
          aria-label={t.preferences.language}
          value={language}
          options={[{ value: "zh", label: "中文" }, { value: "en", label: "English" }]}
          onChange={(value) => set({ language: value as "zh" | "en" })}
        />
      </div>
      <div className="setting">
        <span>{t.preferences.theme}</span>
        <Choice
          aria-label={t.preferences.theme}
          value={theme}
          options={(["system", "light", "dark"] as const).map((value) => ({ value, label: t.preferences[value] }))}
          onChange={(value) => set({ theme: value as Theme })}
        />
      </div>
      <div className="setting">
        <label htmlFor="images">{t.preferences.images}<small>{t.preferences.imagesHint}</small></label>
        <Switch id="images" checked={images} onChange={(checked) => set({ images: checked })} />
      </div>
      {token !== null && (
        <div className="setting">
          <span>{t.token.label}<small>{t.token.kept}</small></span>
          <Button size="small" onClick={forget}>{t.token.forget}</Button>
        </div>
      )}
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" content={content}>
      <Button type="text" icon={<SettingOutlined aria-hidden />} aria-label={t.preferences.title} />
    </Popover>
  );
}
