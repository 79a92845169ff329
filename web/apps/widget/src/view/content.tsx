/** One content as it is drawn. Everything from outside is text or a checked address, never markup. */

import type { Choices, Content, Picture, Sticker, Video } from "@xiaoer/protocol";
import { FileCard, Order, Parcel, Product } from "./cards.tsx";
import { useAround } from "./context.ts";
import { FormCard } from "./form.tsx";
import { pieces, safeAddress } from "./safe.ts";

const STICKERS: Record<string, string> = {
  smile: "😊",
  laugh: "😄",
  thanks: "🙏",
  hug: "🤗",
  sorry: "🙇",
  ok: "👌",
  rose: "🌹",
  clap: "👏",
  cry: "😢",
  heart: "❤️",
  wave: "👋",
  think: "🤔",
  party: "🎉",
  strong: "💪",
};

export function ContentView({ content, onPicture }: { content: Content; onPicture: (url: string) => void }) {
  switch (content.kind) {
    case "text":
      return <Words text={content.text} />;
    case "picture":
      return <PictureView picture={content} onPicture={onPicture} />;
    case "video":
      return <VideoView video={content} />;
    case "sticker":
      return <StickerView sticker={content} />;
    case "product_card":
      return <Product card={content} />;
    case "order_card":
      return <Order card={content} />;
    case "parcel_card":
      return <Parcel card={content} />;
    case "choices":
      return <ChoicesView choices={content} />;
    case "form":
      return <FormCard form={content} />;
    case "file":
      return <FileCard file={content} />;
    default:
      // A newer server may know kinds that this page does not.
      return <Words text={(content as { text?: string }).text ?? "…"} />;
  }
}

export function Words({ text }: { text: string }) {
  return (
    <p class="words" dir="auto">
      {pieces(text).map((piece) =>
        piece.href ? (
          <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </p>
  );
}

function PictureView({ picture, onPicture }: { picture: Picture; onPicture: (url: string) => void }) {
  const { words, server } = useAround();
  const address = safeAddress(picture.url, server);
  const ratio = picture.width && picture.height ? `${picture.width} / ${picture.height}` : undefined;
  return (
    <>
      {address ? (
        <button
          type="button"
          class="picture"
          aria-label={words.pictureView}
          onClick={() => onPicture(address)}
        >
          <img
            src={address}
            alt={picture.text ?? ""}
            loading="lazy"
            style={ratio ? { aspectRatio: ratio } : {}}
          />
        </button>
      ) : null}
      {picture.text ? <Words text={picture.text} /> : null}
    </>
  );
}

function VideoView({ video }: { video: Video }) {
  const { words, server } = useAround();
  const address = safeAddress(video.url, server);
  const poster = safeAddress(video.poster, server);
  if (!address) return <Words text={words.video} />;
  return (
    <video
      class="video"
      src={address}
      {...(poster ? { poster } : {})}
      controls
      playsInline
      preload="metadata"
    />
  );
}

function StickerView({ sticker }: { sticker: Sticker }) {
  const { words } = useAround();
  const drawn = STICKERS[sticker.name];
  if (!drawn) return <Words text={`[${sticker.name}]`} />;
  return (
    <span class="sticker" role="img" aria-label={`${words.sticker} ${sticker.name}`}>
      {drawn}
    </span>
  );
}

function ChoicesView({ choices }: { choices: Choices }) {
  const { chat } = useAround();
  return (
    <>
      {choices.text ? <Words text={choices.text} /> : null}
      <div class="choices">
        {choices.options.map((choice) => (
          <button
            key={choice.say}
            type="button"
            class="choice"
            dir="auto"
            onClick={() => chat.say({ kind: "text", text: choice.say })}
          >
            {choice.label}
          </button>
        ))}
      </div>
    </>
  );
}
