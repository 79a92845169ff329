"""The words of a very large catalogue in one file: which products of a million a text could mean.

For shops whose products do not fit into memory as objects. Words are pairs of Chinese characters and runs of
Latin letters or digits; for each the file holds the products that have it, and is mapped, not read. A word
that too many products share tells nothing and is left out.
"""

import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xiaoer.bot.catalogue.normalise import plain
from xiaoer.knowledge.model import Product

Words = NDArray[np.uint32]

FORMAT: Final = 1
BUCKETS: Final = 1 << 22  # words that fall together cost a little precision, never a product
BATCH: Final = 10_000
LONGEST_TEXT: Final = 300  # characters of the description that are looked at
MOST_SHARED: Final = 40_000  # products that may share a word
MOST_WORDS: Final = 16  # of a question: the rarest
_NAME, _TEXT = 1.0, 0.25
_HAN_FIRST, _HAN_LAST = 0x4E00, 0x9FFF
_HAN: Final = _HAN_LAST - _HAN_FIRST + 1
_LATIN: Final = np.uint32(0x80000000)
_LONGEST_RUN: Final = 32
_POWERS: Final = np.array([pow(1_000_003, n, 1 << 64) for n in range(_LONGEST_RUN)], np.uint64)
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)  # so that the first letter counts in the upper half too
_SCATTER: Final = np.uint32(2_654_435_761)  # Knuth's multiplicative hash


def words_of(texts: Sequence[str]) -> tuple[Words, Words]:
    """Return (bucket, place of the text) of every word of some folded texts, each pair once, sorted."""
    joined = "\n".join(texts)
    letters = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32)
    if not letters.size:
        return np.empty(0, np.uint32), np.empty(0, np.uint32)
    place = np.cumsum(letters == ord("\n"), dtype=np.uint32)
    han = (letters >= _HAN_FIRST) & (letters <= _HAN_LAST)
    first = np.flatnonzero(han[:-1] & han[1:])
    pairs = (letters[first] - _HAN_FIRST) * np.uint32(_HAN) + (letters[first + 1] - _HAN_FIRST)
    runs, starts = _runs(letters)
    keys = np.concatenate([pairs, runs])
    places = np.concatenate([place[first], place[starts]])
    buckets = (keys * _SCATTER) >> np.uint32(10)
    both = (buckets.astype(np.uint64) << np.uint64(32)) | places
    both.sort()  # numpy's own `unique` hashes, which is slower here
    both = both[np.flatnonzero(np.diff(both, prepend=both[:1] + np.uint64(1)))] if both.size else both
    return (both >> np.uint64(32)).astype(np.uint32), both.astype(np.uint32)


def _runs(letters: Words) -> tuple[Words, NDArray[np.int64]]:
    """Return a hash of every run of Latin letters and digits (two at least), and where it begins."""
    latin = ((letters >= ord("0")) & (letters <= ord("9"))) | ((letters >= ord("a")) & (letters <= ord("z")))
    edges = np.diff(latin.astype(np.int8), prepend=0, append=0)
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    long = ends - starts > 1
    starts, ends = starts[long], ends[long]
    if not starts.size:
        return np.empty(0, np.uint32), starts
    inside = np.flatnonzero(latin)
    run = np.searchsorted(starts, inside, "right") - 1
    kept = (run >= 0) & (inside < ends[np.maximum(run, 0)])
    inside, run = inside[kept], run[kept]
    at = np.minimum(inside - starts[run], _LONGEST_RUN - 1)
    weighed = letters[inside].astype(np.uint64) * _POWERS[at]
    sums = np.add.reduceat(weighed, np.searchsorted(run, np.arange(len(starts))))
    return ((sums * _MIX >> np.uint64(32)).astype(np.uint32) | _LATIN), starts


@dataclass(frozen=True, slots=True)
class _Postings:
    """For each bucket its products: `places[offsets[b]:offsets[b + 1]]`."""

    offsets: NDArray[np.uint32]
    places: Words


class WideIndex:
    """The mapped index of one shop. Reading is safe from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open what `build` has written; OSError or ValueError when it is not there or of another format."""
        head = json.loads((folder / "head.json").read_text())
        if head["format"] != FORMAT:
            raise ValueError("an index of another format")
        self.version: int = head["version"]
        self.count: int = head["count"]
        self._ids = np.load(folder / "ids.npy", mmap_mode="r")
        self._names = _opened(folder, "names")
        self._texts = _opened(folder, "texts")

    def find(self, text: str, limit: int) -> list[str]:
        """Return the ids of up to `limit` products that a text names or describes, likeliest first."""
        buckets, _ = words_of([plain(text).replace("\n", " ")])
        found = [(self._names, _NAME), (self._texts, _TEXT)]
        hits = [
            (places, weight * float(np.log(1 + self.count / len(places))))
            for postings, weight in found
            for places in _rarest(postings, buckets)
        ]
        if not hits:
            return []
        every = np.concatenate([places for places, _ in hits])
        scores = np.concatenate([np.full(len(places), weight, np.float32) for places, weight in hits])
        order = np.argsort(every, kind="stable")
        every, scores = every[order], scores[order]
        begins = np.flatnonzero(np.diff(every, prepend=every[0] + 1))
        sums, places = np.add.reduceat(scores, begins), every[begins]
        if len(places) > limit:
            best = np.argpartition(-sums, limit)[:limit]
            sums, places = sums[best], places[best]
        ranked = places[np.lexsort((places, -sums))]
        return [str(name, "utf-8") for name in self._ids[ranked].tolist()]


def _opened(folder: Path, name: str) -> _Postings:
    return _Postings(
        np.load(folder / f"{name}-offsets.npy", mmap_mode="r"),
        np.load(folder / f"{name}-places.npy", mmap_mode="r"),
    )


def _rarest(postings: _Postings, buckets: Words) -> list[Words]:
    """Return the products of each word of a question that is telling, the rarest words only."""
    starts, ends = postings.offsets[buckets], postings.offsets[buckets + np.uint32(1)]
    sizes = ends - starts
    order = np.argsort(sizes, kind="stable")
    chosen = [place for place in order.tolist() if sizes[place] > 0][:MOST_WORDS]
    return [postings.places[starts[place] : ends[place]] for place in chosen]


def build(folder: Path, products: Iterable[Product], version: int) -> WideIndex:
    """Write the index of some products (in the order of their ids) into a folder, and open it.

    What was there before is replaced at once, by a rename. About 25 µs a product and 300 bytes.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    try:
        ids: list[bytes] = []
        writers = {name: _Writer(draft, name) for name in ("names", "texts")}
        rest = iter(products)
        while batch := list(islice(rest, BATCH)):
            first = len(ids)
            ids += [str(product.id).encode() for product in batch]
            writers["names"].add([_name(product) for product in batch], first)
            writers["texts"].add([_text(product) for product in batch], first)
        for writer in writers.values():
            writer.finish()
        np.save(draft / "ids.npy", np.array(ids or [b""], dtype=np.bytes_))
        head = {"format": FORMAT, "version": version, "count": len(ids)}
        (draft / "head.json").write_text(json.dumps(head))
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return WideIndex(folder)


def _name(product: Product) -> str:
    return plain(f"{product.title} {product.category} {product.link}").replace("\n", " ")


def _text(product: Product) -> str:
    told = " ".join(f"{name} {value}" for name, value in product.attributes)
    return plain(f"{told[:LONGEST_TEXT]} {product.description[:LONGEST_TEXT]}").replace("\n", " ")


class _Writer:
    """Collects words batch by batch on disk, then sorts them by counting."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._counts = np.zeros(BUCKETS + 1, np.uint32)
        self._parts: list[Path] = []

    def add(self, texts: Sequence[str], first: int) -> None:
        """Take the folded texts of products whose places begin at `first`."""
        buckets, places = words_of(texts)
        self._counts[:-1] += np.bincount(buckets, minlength=BUCKETS).astype(np.uint32)
        part = self._folder / f"{self._name}-{len(self._parts)}.part.npy"
        np.save(part, np.stack([buckets, places + np.uint32(first)]))
        self._parts.append(part)

    def finish(self) -> None:
        """Write offsets and places; words that too many products share are left out."""
        counts = np.where(self._counts > MOST_SHARED, 0, self._counts)
        offsets = np.zeros(BUCKETS + 1, np.uint32)
        np.cumsum(counts[:-1], out=offsets[1:])
        file = self._folder / f"{self._name}-places.npy"
        places = np.lib.format.open_memmap(
            file, mode="w+", dtype=np.uint32, shape=(max(1, int(offsets[-1])),)
        )
        reached = offsets[:-1].copy()
        for part in self._parts:
            buckets, found = np.load(part)
            kept = counts[buckets] > 0
            buckets, found = buckets[kept], found[kept]
            begins = np.flatnonzero(np.diff(buckets, prepend=np.uint32(BUCKETS)))
            sizes = np.diff(begins, append=len(buckets))
            inside = np.arange(len(buckets)) - np.repeat(begins, sizes)
            places[reached[buckets] + inside] = found
            reached[buckets[begins]] += sizes.astype(np.uint32)
            part.unlink()
        places.flush()
        np.save(self._folder / f"{self._name}-offsets.npy", offsets)
