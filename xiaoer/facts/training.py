"""What the trainer's desk tells."""

from dataclasses import dataclass

from xiaoer.base.fact import Fact


@dataclass(frozen=True, slots=True)
class ReleasePublished(Fact):
    """Entries of knowledge were published at once; `undoes` is the release it takes back, 0 for none."""

    number: int
    entries: int
    undoes: int
