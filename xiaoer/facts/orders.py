"""What orders tell. Ids and decided values only: amounts and addresses stay in the tables."""

from dataclasses import dataclass

from xiaoer.base.fact import Fact


@dataclass(frozen=True, slots=True)
class OrderRecorded(Fact):
    """An order became known, or other details of it did."""

    order: str
    state: str


@dataclass(frozen=True, slots=True)
class OrderAdvanced(Fact):
    """An order went from one state to another."""

    order: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangesRequested(Fact):
    """A set of changes was asked for, to be carried out one after the other."""

    set: str
    count: int


@dataclass(frozen=True, slots=True)
class ChangesSettled(Fact):
    """Nothing of a set is left to be done: so many were carried out, so many refused (the rest skipped)."""

    set: str
    done: int
    refused: int
