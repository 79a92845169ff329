"""The contract `doors` for import-linter: who may enter a room where, and what each part may ask.

Generic over rooms, so a new room is guarded from its first file.
"""

from dataclasses import dataclass

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

ROOT = "xiaoer"
GROUND = frozenset({"base", "facts", "infra"})
# They put the house together or stand above it, so they see every part of every room.
BUILDERS = frozenset(
    {
        "__main__",
        "cli",
        "commands",
        "demo",
        "migrations",
        "outside",
        "playing",
        "replay",
        "running",
        "settings",
        "wiring",
    }
)
DOORS = frozenset({"model", "service"})
EDGES = frozenset({"routes", "jobs", "reactors"})

# Parts that may be split into files `store_access.py`, `routes_staff.py`; doors stay whole.
SPLIT = frozenset({"jobs", "reactors", "routes", "rules", "store"})

# What a part may import of the room's other parts. A part with a name of its own (bot/packs.py) is free
# to be imported inside the room, and to import all but the edges; the contract on circles watches it.
OWN = {
    "model": frozenset[str](),
    "ports": frozenset({"model"}),
    "rules": frozenset({"model"}),
    "store": frozenset({"model"}),
    "jobs": frozenset({"model", "ports", "rules", "service"}),
    "reactors": frozenset({"model", "service"}),
    "routes": frozenset({"model", "service"}),
}
PARTS = frozenset({*OWN, "service"})

# What a part may import of the rooms below it; the others may use both doors.
LOWER = {
    "model": frozenset({"model"}),
    "rules": frozenset({"model"}),
    "ports": frozenset({"model"}),
    "store": frozenset({"model"}),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A module by room and part: `xiaoer.bot.rules.size` is part `rules` of room `bot`."""

    room: str
    part: str


def place(module: str) -> Place | None:
    """Return where a module stands, None outside the house."""
    names = module.split(".")
    if names[0] != ROOT or len(names) == 1:
        return None
    part = names[2] if len(names) > 2 else ""  # noqa: PLR2004  # xiaoer.room.part
    kind = part.partition("_")[0]
    return Place(names[1], kind if kind in SPLIT else part)


def complaint(importer: Place, imported: Place) -> str:
    """Return why this import is wrong, "" when it is right. Floors are another contract's business."""
    if importer.room in BUILDERS | GROUND or imported.room in GROUND | BUILDERS:
        return ""
    if importer.room == imported.room:
        return "" if importer.room == "adapters" else _own(importer.part, imported.part)
    allowed = DOORS | {"ports"} if importer.room == "adapters" else LOWER.get(importer.part, DOORS)
    if imported.part in allowed:
        return ""
    return f"enter {imported.room} by {' or '.join(sorted(allowed))}"


def _own(importer: str, imported: str) -> str:
    if importer == imported:
        return ""
    if imported in EDGES:
        return f"{imported} is imported by wiring only"
    if importer in OWN and imported in PARTS and imported not in OWN[importer]:
        allowed = " and ".join(sorted(OWN[importer])) or "nothing"
        return f"{importer} may import {allowed} of its own room"
    return ""


class DoorsContract(Contract):
    """import-linter's face of `complaint`."""

    type_name = "doors"

    broken_contract_guidance = fields.TextField(required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002  # their signature
        """Look at every direct import inside the house."""
        broken = []
        for importer in sorted(graph.modules):
            source = place(importer)
            if source is None:
                continue
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                target = place(imported)
                why = complaint(source, target) if target else ""
                if why:
                    details = graph.get_import_details(importer=importer, imported=imported)
                    lines = ", ".join(str(detail["line_number"]) for detail in details)
                    broken.append(f"{importer} -> {imported} (l.{lines}): {why}")
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print one line for each wrong import."""
        for line in check.metadata["broken"]:
            output.print_error(f"- {line}", bold=False)
        output.new_line()
