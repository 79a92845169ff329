/** One parcel on a timeline, the newest scan first; older scans open on demand. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Parcel } from "../../lib/shop-data.ts";
import { Mark } from "../../parts/mark.tsx";
import { Ago } from "../../parts/moments.tsx";

const SHOWN = 2;

export function ParcelTimeline({ parcel }: { readonly parcel: Parcel }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const scans = [...parcel.scans].reverse();
  const shown = all ? scans : scans.slice(0, SHOWN);
  return (
    <article className="parcel">
      <header>
        <strong>{parcel.courier}</strong> <span className="figures">{parcel.waybill_id}</span>
        <ParcelState parcel={parcel} />
      </header>
      <p className="meta">
        {t("parcel.of_order")} <span className="figures">{parcel.order_id}</span>
        {parcel.promised_at && !parcel.delivered_at ? (
          <>
            {" · "}
            {t("parcel.promised")} <Ago at={parcel.promised_at} />
          </>
        ) : null}
      </p>
      {scans.length === 0 ? <p className="meta">{t("parcel.no_scans")}</p> : null}
      <ol className="scans">
        {shown.map((scan, index) => (
          <li key={`${scan.at} ${scan.status}`} data-newest={index === 0}>
            <strong>{scan.status}</strong> <Ago at={scan.at} />
            <p>{[scan.place, scan.description].filter(Boolean).join(" · ")}</p>
          </li>
        ))}
      </ol>
      {scans.length > SHOWN ? (
        <button type="button" className="text-button" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t("parcel.fewer") : t("parcel.all", { number: scans.length })}
        </button>
      ) : null}
    </article>
  );
}

function ParcelState({ parcel }: { readonly parcel: Parcel }) {
  const { t } = useTranslation();
  if (parcel.delivered_at) return <Mark tone="good">{t("parcel.delivered")}</Mark>;
  if (parcel.promised_at && Date.parse(parcel.promised_at) < Date.now()) {
    return <Mark tone="bad">{t("parcel.late")}</Mark>;
  }
  return <Mark tone="calm">{t("parcel.moving")}</Mark>;
}
