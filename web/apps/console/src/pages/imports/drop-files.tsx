/** Where files are dropped or chosen; what was understood of them opens by itself. */
import { InboxOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { makeImport } from "../../lib/imports.ts";
import { toProblem } from "../../lib/problem.ts";
import type { Shop } from "../../lib/session.ts";
import { useProblemWords } from "../../parts/problem-words.ts";

const ACCEPTED = ".csv,.xlsx,.json,.txt,.tsv";

export function DropFiles({ shop }: { readonly shop: Shop }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const chooser = useRef<HTMLInputElement>(null);
  const upload = useUpload(shop.id);
  const { over, handlers } = useDrop((files) => upload.mutate(files));
  return (
    <section className="drop" data-over={over} aria-label={t("imports.choose")} {...handlers}>
      <InboxOutlined className="drop-icon" />
      <h2>{upload.isPending ? t("imports.reading") : t("imports.drop", { shop: shop.name })}</h2>
      <p>{t("imports.formats")}</p>
      <Button type="primary" loading={upload.isPending} onClick={() => chooser.current?.click()}>
        {t("imports.choose")}
      </Button>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        aria-label={t("imports.choose")}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = "";
          if (files.length > 0) upload.mutate(files);
        }}
      />
      {upload.error ? (
        <p className="hint hint-bad" role="alert">
          {words(toProblem(upload.error))}
        </p>
      ) : null}
    </section>
  );
}

function useUpload(shop: string) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (files: readonly File[]) => makeImport(shop, files),
    onSuccess: (made) => {
      queries.setQueryData(["import", made.id], made);
      void queries.invalidateQueries({ queryKey: ["imports"] });
      void navigate(`/imports/${made.id}`);
    },
  });
}

export interface Drop {
  readonly over: boolean;
  readonly handlers: {
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: () => void;
    readonly onDrop: (event: DragEvent) => void;
  };
}

export function useDrop(take: (files: File[]) => void): Drop {
  const [over, setOver] = useState(false);
  return {
    over,
    handlers: {
      onDragOver: (event) => {
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event) => {
        event.preventDefault();
        setOver(false);
        const files = [...event.dataTransfer.files];
        if (files.length > 0) take(files);
      },
    },
  };
}
