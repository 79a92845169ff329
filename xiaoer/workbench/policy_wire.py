"""A shop's service policy as the console and the API see it: procedures, differences, versions."""

from typing import Annotated, Any

import msgspec
from pydantic import BaseModel, Field

from xiaoer.base.clock import iso
from xiaoer.bot.model import PolicyDifference, PolicyRevision, PolicyVersion

Own = Annotated[
    dict[str, Any],
    Field(description="JSON Merge Patch above the trade defaults: what is left out stays, null takes out."),
]


class ProcedureFields(BaseModel):
    """One procedure, whole. States, payments and procedures by their ids; `services` by patterns."""

    name: str
    offered: bool
    by_person: str
    states: list[str]
    product_states: list[str]
    payments: list[str]
    refund: bool
    refused: dict[str, str]
    instead: dict[str, str]
    days: int
    evidence: list[str]
    services: dict[str, str]
    after: str
    after_paid: str
    review_cues: str
    not_review_cues: str


class ProcedureFace(BaseModel):
    """One procedure as it holds and as it is by default; `own` says that the shop says something about it."""

    kind: str
    own: bool
    held: ProcedureFields
    default: ProcedureFields


class Titled(BaseModel):
    """What an id is called in this shop."""

    id: str
    title: str


class PolicyFace(BaseModel):
    """The policy that holds: procedures, and all else in `rest`; `own` is what the shop itself says."""

    version: int
    by: str
    at: str
    own: Own
    states: list[Titled]
    payments: list[Titled]
    procedures: list[ProcedureFace]
    rest: dict[str, Any]


class PolicyBody(BaseModel):
    """The shop's own policy, whole, and the version that it was read from."""

    own: Own
    based_on: Annotated[int, Field(ge=0, le=2**31)]


class DifferenceFace(BaseModel):
    """One value that differs; null where it is not there. `procedure` is empty for what belongs to none."""

    procedure: str
    field: str
    key: str
    before: Any
    after: Any


class RevisionFace(BaseModel):
    """What a change came to: the version that holds now, whether it was written, what it changes."""

    version: int
    recorded: bool
    differences: list[DifferenceFace]


class VersionHead(BaseModel):
    """A version that can be gone back to; `undid` is the version that it took up again, if any."""

    version: int
    by: str
    at: str
    undid: int | None


class VersionFace(VersionHead):
    """One version with what it says, and what going back to it would change now."""

    own: Own
    differences: list[DifferenceFace]


class RollBackBody(BaseModel):
    """The version that holds while somebody decides to go back."""

    based_on: Annotated[int, Field(ge=0, le=2**31)]


def own_of(version: PolicyVersion) -> dict[str, Any]:
    """Return what a shop itself says, as plain JSON values."""
    values: dict[str, Any] = msgspec.json.decode(version.own) if version.own else {}
    return values


def policy_face(version: PolicyVersion, policy: msgspec.Struct, default: msgspec.Struct) -> PolicyFace:
    """Return the policy of a version as it is shown; both are whole policies."""
    own = own_of(version)
    rest = msgspec.to_builtins(policy)
    held, usual = rest.pop("procedures"), msgspec.to_builtins(default)["procedures"]
    said = own.get("procedures", {})
    return PolicyFace(
        **version_head(version).model_dump(exclude={"undid"}),
        own=own,
        states=[Titled(id=state, title=title) for state, title in rest["states"].items()],
        payments=[Titled(id=way, title=names[0]) for way, names in rest["payments"].items() if names],
        procedures=[
            ProcedureFace(
                kind=kind,
                own=bool(said.get(kind)),
                held=ProcedureFields(**values),
                default=ProcedureFields(**usual[kind]),
            )
            for kind, values in held.items()
        ],
        rest=rest,
    )


def version_head(version: PolicyVersion) -> VersionHead:
    """Return a version as it stands in a list."""
    return VersionHead(
        version=version.number,
        by=version.by,
        at=iso(version.at_ms) if version.at_ms else "",
        undid=None if version.undid < 0 else version.undid,
    )


def revision_face(revision: PolicyRevision) -> RevisionFace:
    """Return what a change came to."""
    return RevisionFace(
        version=revision.number,
        recorded=revision.recorded,
        differences=[difference_face(one) for one in revision.differences],
    )


def difference_face(one: PolicyDifference) -> DifferenceFace:
    """Return one value that differs."""
    return DifferenceFace(
        procedure=one.procedure, field=one.field, key=one.key, before=one.before, after=one.after
    )
