"""The wire types of test sets, runs, trials and reports."""

from typing import Annotated

from pydantic import BaseModel, Field

from xiaoer.training.model import TestKind, Verdict, WorkState
from xiaoer.training.wire import Body, Line

Name = Annotated[str, Field(min_length=1, max_length=80)]


class TestSetItem(BaseModel):
    """A named set of tests."""

    id: str
    shop_id: str
    name: str
    note: str
    count: int
    made_at: str
    updated_at: str


class NewTestSet(Body):
    """A new set, or a new name of one."""

    name: Name
    note: Line = ""


class TestItem(BaseModel):
    """One test; `body` is its JSON line in the format of buyer scripts."""

    id: str
    kind: TestKind
    body: str
    source: str
    updated_at: str


class PutTests(Body):
    """Tests, one JSON object a line; one with the id of a known test replaces it."""

    lines: Annotated[str, Field(min_length=2, max_length=900_000)]


class FromConversation(Body):
    """The conversation that a test is made of."""

    conversation_id: Annotated[str, Field(max_length=100)]


class NewRun(Body):
    """What to play: the set against the knowledge as it is, and with `draft_ids` published too."""

    draft_ids: Annotated[
        list[Annotated[str, Field(max_length=100)]], Field(default_factory=list, max_length=500)
    ]


class PlayedItem(BaseModel):
    """What came of a test once."""

    passed: bool
    why: list[str]
    said: list[str]


class ComparedItem(BaseModel):
    """A test with the drafts (`after`) and without (`before`, null when there are no drafts)."""

    test_id: str
    after: PlayedItem
    before: PlayedItem | None
    broken: bool
    mended: bool
    changed: bool


class RunHead(BaseModel):
    """A run in a list. `broken` pass now and would fail; `outdated`: knowledge has changed since."""

    id: str
    shop_id: str
    set_id: str
    draft_ids: list[str]
    state: WorkState
    done: int
    total: int
    passed: int
    failed: int
    broken: int
    mended: int
    changed: int
    outdated: bool
    reason: str
    made_by: str
    made_at: str
    updated_at: str


class RunItem(RunHead):
    """A run with what came of each test, the broken ones first, then the failed."""

    results: list[ComparedItem]


# ---------------------------------------------------------------- trials and reports


class NewTrial(Body):
    """The period whose chats the bot answers unseen (RFC 3339); 31 days at most."""

    from_at: Annotated[str, Field(min_length=10, max_length=40)]
    until_at: Annotated[str, Field(min_length=10, max_length=40)]


class VerdictCount(BaseModel):
    """How many turns of a scenario came to what."""

    scenario: str
    hits: int
    misses: int
    none: int


class TrialItem(BaseModel):
    """A trial. `turns` = hits + misses + none; `answered` = (hits + misses) / turns, null without a turn."""

    id: str
    shop_id: str
    from_at: str
    until_at: str
    state: WorkState
    done: int
    total: int
    turns: int
    hits: int
    misses: int
    none: int
    answered: float | None
    hit_rate: float | None
    reason: str
    made_by: str
    made_at: str
    updated_at: str


class TrialDetail(TrialItem):
    """A trial with its counts by scenario."""

    scenarios: list[VerdictCount]


class TrialTurnItem(BaseModel):
    """One turn, masked: what was asked, what the person said, what the bot would have said."""

    conversation_id: str
    seq: int
    at: str
    scenario: str
    asked: str
    said_by_person: str
    said_by_bot: str
    likeness: float
    verdict: Verdict
    changes: int


class ShareItem(BaseModel):
    """Counts of one scenario or day, with the three rates (null without data). See `Report`."""

    name: str
    turns: int
    hits: int
    unsure: int
    asked: int
    unknown: int
    handed_over: int
    conversations: int
    contained: int
    hit_rate: float | None
    containment: float | None
    handoff_rate: float | None


class SideItem(BaseModel):
    """One wording: conversations that heard it, and in how many of them it was not enough (`failed`)."""

    text: str
    shown: int
    asked_again: int
    handed_over: int
    failed: int
    failure_rate: float | None
    rated: int
    rating: float | None


class ContestItem(BaseModel):
    """The wordings of an entry against each other. `better` is the place of the one that fails less often.

    null: no difference is shown. `enough` is false with fewer than 30 conversations on a side.
    """

    entry_id: str
    sides: list[SideItem]
    better: int | None
    enough: bool
    cut: bool


class ReportItem(BaseModel):
    """The figures of a period. Hit rate = hits / (hits + unsure + unknown + handed over).

    Containment = conversations that the bot ended alone / conversations. Hand-off rate = turns
    handed over / turns. `cut`: there were more turns than are counted.
    """

    shop_id: str
    from_at: str
    until_at: str
    whole: ShareItem
    scenarios: list[ShareItem]
    days: list[ShareItem]
    cut: bool
