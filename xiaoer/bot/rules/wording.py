"""Which of an entry's wordings a conversation hears: always the same one, each wording in equal shares."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final
from zlib import crc32

from xiaoer.knowledge.model import Faq

DRAWS: Final = 12  # equal shares for 2, 3 and 4 wordings; few, for a kept answer is kept for each


def wording(faq: Faq, draw: int) -> str:
    """Return the answer in one of its wordings; `draw` is 1 to 12, 0 for the first wording. (A/B)

    The draws are shuffled by entry, so that what is heard of one entry says nothing about another.
    """
    if not faq.variants or not draw:
        return faq.answer
    texts = (faq.answer, *faq.variants)
    shuffled = sorted(range(1, DRAWS + 1), key=lambda one: _shuffle(faq.id, one))
    return texts[shuffled.index(draw) % len(texts)]


def draw_of(conversation: str, faqs: Iterable[Faq]) -> int:
    """Return the draw of a conversation; 0 in a shop where nothing has several wordings."""
    if not any(faq.variants for faq in faqs):
        return 0
    return 1 + crc32(conversation.encode()) % DRAWS


def _shuffle(entry: str, draw: int) -> bytes:
    return blake2b(f"{entry}:{draw}".encode(), digest_size=8).digest()
