"""Every table of the house: importing this module fills `metadata` from each room's `store.py`."""

from importlib import import_module
from pathlib import Path
from typing import Final

import xiaoer
from xiaoer.infra.database.statement import metadata

# A room keeps its tables in store.py; the machinery below the rooms has these.
_INFRA: Final = ("xiaoer.infra.database.log",)


def _stores() -> list[str]:
    house = Path(xiaoer.__file__).parent
    found = [
        path.relative_to(house.parent).with_suffix("") for path in house.rglob("*.py") if _is_store(path.stem)
    ]
    return sorted(".".join(path.parts) for path in found)


def _is_store(stem: str) -> bool:
    return stem == "store" or stem.startswith("store_") or stem.endswith("_store")


for _module in (*_INFRA, *_stores()):
    import_module(_module)

__all__ = ["metadata"]
