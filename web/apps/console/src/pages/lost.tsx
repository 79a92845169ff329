/** A page that does not exist, and what stands where a page broke. */
import { Button } from "antd";
import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

export function Lost() {
  const { t } = useTranslation();
  return (
    <main className="nothing nothing-page">
      <h1>{t("lost.title")}</h1>
      <p>{t("lost.hint")}</p>
      <div className="nothing-acts">
        <Link to="/desk">{t("lost.home")}</Link>
      </div>
    </main>
  );
}

/** Catches what a page could not, such as a part of it that did not load. */
export class Unbroken extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    return this.state.error ? <Broken error={this.state.error} /> : this.props.children;
  }
}

function Broken({ error }: { readonly error: Error }) {
  const { t } = useTranslation();
  return (
    <main className="nothing nothing-page" role="alert">
      <h1>{t("lost.broken")}</h1>
      <p>{t("lost.broken_hint")}</p>
      <p className="meta">{error.message}</p>
      <div className="nothing-acts">
        <Button type="primary" onClick={() => location.reload()}>
          {t("common.reload")}
        </Button>
      </div>
    </main>
  );
}
