/** A page that does not exist, or one that broke. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useRouteError } from "react-router-dom";

export function Lost() {
  const { t } = useTranslation();
  const error = useRouteError();
  return (
    <main className="nothing nothing-page">
      <h1>{t(error ? "lost.broken" : "lost.title")}</h1>
      <p>{t(error ? "lost.broken_hint" : "lost.hint")}</p>
      {error instanceof Error ? <p className="meta">{error.message}</p> : null}
      <div className="nothing-acts">
        {error ? <Button onClick={() => location.reload()}>{t("common.reload")}</Button> : null}
        <Link to="/desk">{t("lost.home")}</Link>
      </div>
    </main>
  );
}
