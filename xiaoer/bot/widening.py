"""Very large catalogues: their words kept in files beside the database, made anew in the background.

A shop is wide when it has more products than are kept in memory as objects. Each turn then gets a small
shelf of what it could mean: the products named by id or link, those in the talk, and those the words find.
"""

import logging
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from xiaoer.base.ids import ProductId, ShopId
from xiaoer.bot.catalogue.wide import WideIndex, build
from xiaoer.bot.model import Memory
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge.model import Product
from xiaoer.knowledge.service import Knowledge

_log = logging.getLogger(__name__)

WIDE: Final = 5_000  # products of one shop that are kept as objects
FOUND: Final = 24  # products that the words of a turn bring to its shelf
PAGE: Final = 1_000  # products read at once while an index is made
REST_MS: Final = 600_000  # between two indexes of one shop
_NAMED: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{3,63}")
_MOST_NAMED: Final = 12


class _StoppedError(Exception):
    """The house stops while an index is being made."""


class WideCatalogues:
    """The indexes of the wide shops of one process. `folder` may be lost: it is made again."""

    def __init__(
        self,
        database: Database,
        knowledge: Knowledge,
        folder: Path,
        now_ms: Callable[[], int],
        wide: int = WIDE,
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._folder = folder
        self._now_ms = now_ms
        self._wide = wide
        self._indexes: dict[ShopId, WideIndex] = {}
        self._begun: dict[ShopId, int] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._maker = ThreadPoolExecutor(1, thread_name_prefix="xiaoer-catalogue")

    def is_wide(self, unit: Unit, shop: ShopId) -> bool:
        """Say whether a shop has more products than are kept in memory."""
        return self._knowledge.has_more_products_than(unit, shop, self._wide)

    def shelf(
        self, unit: Unit, shop: ShopId, version: int, said: str, others: Iterable[str]
    ) -> list[Product]:
        """Return the products that a turn could mean; `others` are ids in the talk and in the buyer's orders.

        By words only what the last index holds; by id or link always all.
        """
        index = self._index(shop, version)
        named = _NAMED.findall(said)[:_MOST_NAMED]
        found = index.find(said, FOUND) if index is not None else []
        ids = dict.fromkeys([*named, *others, *found])
        products = [self._knowledge.find(unit, shop, ProductId(one)) for one in ids]
        return [product for product in products if product is not None]

    def stop(self) -> None:
        """Give up what is being made."""
        self._stopped.set()
        self._maker.shutdown(cancel_futures=True)

    def idle(self) -> None:
        """Wait until nothing is being made (tests, benchmarks)."""
        self._maker.submit(lambda: None).result()

    def _index(self, shop: ShopId, version: int) -> WideIndex | None:
        with self._lock:
            known = self._indexes.get(shop)
            begun = self._begun.get(shop)
            is_due = begun is None or self._now_ms() - begun >= REST_MS
            if (known is None or known.version != version) and is_due:
                self._begun[shop] = self._now_ms()
                self._maker.submit(self._make, shop, version)
        return known

    def _make(self, shop: ShopId, version: int) -> None:
        folder = self._folder / shop
        try:
            index = _kept(folder, version) or build(folder, self._products(shop), version)
        except _StoppedError:
            return
        except Exception:  # noqa: BLE001  # a thread of its own: its products are still found by id
            _log.exception("the catalogue of %s could not be indexed", shop)
            return
        with self._lock:
            self._indexes[shop] = index
        _log.info("the catalogue of %s is indexed: %d products", shop, index.count)

    def _products(self, shop: ShopId) -> Iterator[Product]:
        after = ""
        while page := self._page(shop, after):
            yield from page
            after = page[-1].id

    def _page(self, shop: ShopId, after: str) -> list[Product]:
        if self._stopped.is_set():
            raise _StoppedError
        return self._database.read_now(
            lambda unit: self._knowledge.page(unit, shop, after, PAGE), frozenset({shop})
        )


def in_talk(memory: Memory, page: str | None, ordered: Iterable[str]) -> list[str]:
    """Return the ids of products that the talk is about already, and of those that the buyer has ordered."""
    return [*([page] if page else []), *memory.products, *memory.compared, *ordered]


def _kept(folder: Path, version: int) -> WideIndex | None:
    """Return the index that an earlier run has left, when it is of this version."""
    try:
        index = WideIndex(folder)
    except (OSError, ValueError, KeyError):
        return None
    return index if index.version == version else None
