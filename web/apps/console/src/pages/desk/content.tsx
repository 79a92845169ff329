/** What a message holds, each kind in its own shape. */
import { FileOutlined } from "@ant-design/icons";
import { Image } from "antd";
import { useTranslation } from "react-i18next";
import { bytes } from "../../lib/format.ts";
import type { Content } from "../../lib/wire.ts";
import { OrderCard, ParcelCard, ProductCard } from "./cards.tsx";

export function ContentView({ content }: { readonly content: Content }) {
  switch (content.kind) {
    case "text":
      return <Words text={content.text} />;
    case "picture":
      return <Picture content={content} />;
    case "video":
      return <Video content={content} />;
    case "sticker":
      return <Sticker name={content.name} />;
    case "product_card":
      return <ProductCard card={content} />;
    case "order_card":
      return <OrderCard card={content} />;
    case "parcel_card":
      return <ParcelCard card={content} />;
    case "choices":
      return <Choices content={content} />;
    case "form":
      return <Form content={content} />;
    case "file":
      return <File content={content} />;
    default:
      return <Unknown kind={(content as { readonly kind: string }).kind} />;
  }
}

type Kind<K extends Content["kind"]> = Extract<Content, { kind: K }>;

const LINK = /(https?:\/\/[^\s，。；、）】》"'<>]+)/g;

/** Text as it was written; addresses of pages can be opened, in a new tab that knows nothing of this one. */
function Words({ text }: { readonly text: string }) {
  return (
    <p className="words">
      {text.split(LINK).map((part, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one fixed text
          <a key={index} href={part} target="_blank" rel="noreferrer noopener">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  );
}

const WIDEST = 280;
const HIGHEST = 240;

/** The room a picture will take is kept before it comes, so that nothing jumps. */
function room(width: number | undefined, height: number | undefined): { width: number; height: number } {
  if (!width || !height) return { width: 200, height: 200 };
  const scale = Math.min(WIDEST / width, HIGHEST / height, 1);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

function Picture({ content }: { readonly content: Kind<"picture"> }) {
  const { t } = useTranslation();
  return (
    <figure className="picture">
      <Image
        src={content.url}
        alt={content.text || t("content.picture")}
        {...room(content.width, content.height)}
        styles={{ image: { objectFit: "contain" } }}
      />
      {content.text ? <figcaption>{content.text}</figcaption> : null}
    </figure>
  );
}

function Video({ content }: { readonly content: Kind<"video"> }) {
  const { t } = useTranslation();
  return (
    <video
      className="video"
      controls
      preload="none"
      src={content.url}
      aria-label={t("content.video")}
      {...(content.poster ? { poster: content.poster } : {})}
    />
  );
}

function Sticker({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  return (
    <p className="words">
      [{t("content.sticker")}：{name}]
    </p>
  );
}

/** The buyer sees these as buttons; to us they are what was offered. */
function Choices({ content }: { readonly content: Kind<"choices"> }) {
  const { t } = useTranslation();
  return (
    <div className="offered">
      <Words text={content.text} />
      <ul aria-label={t("content.choices")}>
        {content.options.map((option) => (
          <li key={`${option.label} ${option.say}`} title={option.say}>
            {option.label}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Form({ content }: { readonly content: Kind<"form"> }) {
  const { t } = useTranslation();
  return (
    <div className="offered">
      <Words text={content.text} />
      <dl className="facts">
        {content.fields.map((field) => (
          <div key={field.name}>
            <dt>{field.label}</dt>
            <dd>{field.value || t(field.required ? "content.required" : "content.optional")}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function File({ content }: { readonly content: Kind<"file"> }) {
  return (
    <a className="file" href={content.url} target="_blank" rel="noreferrer noopener">
      <FileOutlined /> {content.name}
      {content.size ? <span className="meta">{bytes(content.size)}</span> : null}
    </a>
  );
}

function Unknown({ kind }: { readonly kind: string }) {
  const { t } = useTranslation();
  return <p className="words meta">{t("content.unknown", { kind })}</p>;
}
