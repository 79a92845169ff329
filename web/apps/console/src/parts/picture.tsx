/** A picture in a fixed frame that never jumps; a quiet frame when it cannot be shown. */
import { PictureOutlined } from "@ant-design/icons";
import { useState } from "react";

interface PictureProps {
  readonly src: string | undefined;
  readonly alt: string;
  readonly size: number;
}

export function Thumb({ src, alt, size }: PictureProps) {
  const [broken, setBroken] = useState(false);
  const box = { width: size, height: size };
  if (!src || broken) {
    return (
      <span
        className="thumb"
        style={box}
        {...(alt === "" ? { "aria-hidden": true } : { role: "img", "aria-label": alt })}
      >
        <PictureOutlined />
      </span>
    );
  }
  return (
    <img
      className="thumb"
      style={box}
      src={src}
      alt={alt}
      width={size}
      height={size}
      loading="lazy"
      referrerPolicy="no-referrer"
      onError={() => setBroken(true)}
    />
  );
}
