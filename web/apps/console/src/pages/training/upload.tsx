/** Where the shop's own files are handed in to be read into drafts. */
import { InboxOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Uploads } from "./files.tsx";

const ACCEPTED = ".pdf,.docx,.xlsx,.csv,.tsv,.json,.txt,.md";

export function Upload({ uploads }: { readonly uploads: Uploads }) {
  const { t } = useTranslation();
  const [product, setProduct] = useState("");
  return (
    <section className="drop" aria-label={t("drafts.upload")}>
      <InboxOutlined className="drop-icon" />
      <h2>{t("drafts.upload_drop")}</h2>
      <p>{t("drafts.upload_line")}</p>
      <div className="upload-line">
        <Input
          className="upload-product"
          aria-label={t("drafts.upload_product")}
          placeholder={t("drafts.upload_product")}
          value={product}
          maxLength={100}
          onChange={(event) => setProduct(event.target.value)}
        />
        <FileChooser uploads={uploads} product={product.trim()} word={t("drafts.upload_choose")} />
      </div>
      <span className="meta">{t("drafts.upload_formats")}</span>
    </section>
  );
}

interface FileChooserProps {
  readonly uploads: Uploads;
  readonly product: string;
  readonly word: string;
}

export function FileChooser({ uploads, product, word }: FileChooserProps) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        aria-label={word}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = "";
          if (files.length > 0) uploads.send(files, product);
        }}
      />
      <Button type="primary" loading={uploads.busy} onClick={() => chooser.current?.click()}>
        {word}
      </Button>
    </>
  );
}
