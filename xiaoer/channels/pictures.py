"""Pictures that buyers and agents send: checked by content, stripped of metadata, kept as files."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from xiaoer.base.errors import XiaoerError, invalid

LARGEST_BYTES: Final = 5 * 1024 * 1024
LARGEST_PIXELS: Final = 40_000_000  # a small file can unpack to gigabytes
KINDS: Final = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "GIF": "gif"}
_LONGEST_NAME: Final = 100
_BOMBS: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)
MEDIA_TYPES: Final = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "gif": "image/gif"}


@dataclass(frozen=True, slots=True)
class Stored:
    """A kept picture: its name in the folder, and its size in pixels."""

    name: str
    width: int
    height: int


def clean_picture(body: bytes) -> tuple[bytes, str, int, int]:
    """Return (bytes, ending, width, height) of a picture without its metadata (place, device).

    XiaoerError `too_large` (413) or `not_a_picture` (422) for anything else. Runs long: use a thread.
    """
    if len(body) > LARGEST_BYTES:
        raise XiaoerError("too_large", 413, "A picture may hold 5 MB; make it smaller and send it again.")
    try:
        with Image.open(io.BytesIO(body), formats=list(KINDS)) as picture:
            if picture.width * picture.height > LARGEST_PIXELS:
                raise XiaoerError("too_large", 413, "A picture may hold 40 million pixels; make it smaller.")
            ending = KINDS[str(picture.format)]
            if ending == "gif":  # frames would be lost; GIF has no EXIF
                return body, ending, picture.width, picture.height
            upright = ImageOps.exif_transpose(picture)
            kept = io.BytesIO()
            upright.save(kept, format=picture.format, quality=88)
            return kept.getvalue(), ending, upright.width, upright.height
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, *_BOMBS) as error:
        raise invalid("not_a_picture", "Send a PNG, JPEG, WebP or GIF picture.") from error


def keep(folder: Path, identifier: str, body: bytes) -> Stored:
    """Clean a picture and write it to the folder; complete or not at all."""
    cleaned, ending, width, height = clean_picture(body)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{identifier}.{ending}"
    unfinished = folder / f".{name}"
    unfinished.write_bytes(cleaned)
    unfinished.replace(folder / name)
    return Stored(name, width, height)


def find(folder: Path, name: str) -> tuple[Path, str] | None:
    """Return the file and media type of a kept picture, None when there is none of that name."""
    stem, _, ending = name.partition(".")
    if len(name) > _LONGEST_NAME or not stem.replace("_", "").isalnum() or ending not in MEDIA_TYPES:
        return None
    path = folder / name
    return (path, MEDIA_TYPES[ending]) if path.is_file() else None
