"""The sample shops that ship: every folder of `xiaoer/samples` with a `shop.json`, read by its format."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from xiaoer.adapters.samples import ecom_bench, ordinary
from xiaoer.adapters.samples.model import Persona, SampleShop
from xiaoer.base.errors import not_found
from xiaoer.base.ids import ShopId

_READERS: Final[Mapping[str, Callable[[Traversable, ShopId], SampleShop]]] = {
    "ordinary": ordinary.read,
    "ecom_bench": ecom_bench.read,
}


@cache
def names() -> tuple[str, ...]:
    """Return the names of the sample shops (`appliance-shop`), in the order of the alphabet."""
    folder = files("xiaoer") / "samples"
    return tuple(
        sorted(
            entry.name.replace("_", "-")
            for entry in folder.iterdir()
            if entry.is_dir() and (entry / "shop.json").is_file()
        )
    )


def site_key(name: str) -> str:
    """Return the site key under which a sample shop stands in an installation."""
    return f"sk_{name}"


@cache
def load(name: str, shop: ShopId) -> SampleShop:
    """Return the sample shop `name` under the id `shop`, read once; `sample_shop_not_found` (404)."""
    if name not in names():
        raise not_found("sample_shop", name)
    folder = files("xiaoer") / "samples" / name.replace("-", "_")
    persona = msgspec.json.decode((folder / "shop.json").read_bytes(), type=Persona)
    return _READERS[persona.format](folder, shop)
