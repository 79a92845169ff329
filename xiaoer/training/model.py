"""Drafts, questions the bot missed, test sets and runs, releases, trials. Times are epoch ms."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from xiaoer.base.ids import ConversationId, ProductId, ShopId
from xiaoer.knowledge.model import Faq

DraftId = NewType("DraftId", str)
ReadingId = NewType("ReadingId", str)
GroupId = NewType("GroupId", str)
TestSetId = NewType("TestSetId", str)
RunId = NewType("RunId", str)
TrialId = NewType("TrialId", str)


# ---------------------------------------------------------------- drafts


class SourceKind(StrEnum):
    """Where a draft was taken from."""

    READY_REPLIES = "ready_replies"  # 快捷短语
    CHAT_LOG = "chat_log"  # 聊天记录
    SHEET = "sheet"  # a product sheet or a table of questions
    MANUAL = "manual"  # 说明书
    CONVERSATION = "conversation"  # a person's good reply in this house
    TRAINER = "trainer"  # written at the desk


@dataclass(frozen=True, slots=True)
class Source:
    """Where a draft comes from: file or conversation, the place in it (page, heading, row), its words."""

    kind: SourceKind
    file: str = ""
    place: str = ""
    quote: str = ""

    def line(self) -> str:
        """Return it in one line, as knowledge keeps it."""
        return " · ".join(part for part in (self.kind.value, self.file, self.place) if part)


class DraftState(StrEnum):
    """What became of a draft."""

    PROPOSED = "proposed"
    APPROVED = "approved"  # it is knowledge
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Draft:
    """One entry of knowledge as it is proposed.

    `entry` is the id of the entry that it will be, or that it changes. `confidence` from 0 to 1 says how
    sure the reader is that this is worth approving. `release` is the one that published it, 0 for none;
    `reading` the reading of a file that it came from.
    """

    shop: ShopId
    id: DraftId
    question: str
    answer: str
    source: Source
    similar: tuple[str, ...] = ()
    product: ProductId | None = None
    intent: str = ""
    state: DraftState = DraftState.PROPOSED
    reason: str = ""
    confidence: float = 1.0
    entry: str = ""
    reading: str = ""
    release: int = 0
    made_ms: int = 0
    decided_by: str = ""
    decided_ms: int = 0


# ---------------------------------------------------------------- reading of files


class WorkState(StrEnum):
    """How far a long work is: reading a file, running a test set, a trial."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part of a file of which no draft was made, and why (zh-CN, for people)."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One file on its way to drafts. `kind` is what it was taken for; `done` of `total` passages."""

    id: ReadingId
    shop: ShopId
    name: str
    digest: str
    size: int
    product: ProductId | None
    state: WorkState
    kind: str
    done: int
    total: int
    drafts: int
    skipped: tuple[Skipped, ...]
    skipped_count: int
    code: str
    reason: str
    made_by: str
    made_ms: int
    updated_ms: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece of a document: text under its headings. `place` is for people (第3页, 行 12)."""

    place: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a document. `lines` are the places of its rows in it, as its reader would count them."""

    place: str
    heading: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line of a chat log. `who` as the log names the speaker; `by_buyer` None when that is unknown."""

    place: str
    chat: str
    who: str
    by_buyer: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds, in reading order. A chat log has lines only."""

    name: str
    passages: tuple[Passage, ...] = ()
    tables: tuple[Table, ...] = ()
    lines: tuple[Spoken, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What the rules make of a document: its kind, proposals, and what was left out."""

    kind: SourceKind
    drafts: tuple[Draft, ...]
    skipped: tuple[Skipped, ...] = ()


# ---------------------------------------------------------------- what the bot could not answer


@dataclass(frozen=True, slots=True)
class Missed:
    """One turn that the bot could not answer well. `words` are the buyer's, masked."""

    shop: ShopId
    conversation: ConversationId
    answered: int
    at_ms: int
    words: str
    scenario: str
    intent: str
    outcome: str
    product: ProductId | None
    group: GroupId
    learned: bool = False


class GroupState(StrEnum):
    """Whether a group of questions waits for the trainer."""

    OPEN = "open"
    ANSWERED = "answered"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Group:
    """Missed questions of one meaning. `again` counts those that came after it was answered."""

    shop: ShopId
    id: GroupId
    question: str
    scenario: str
    product: ProductId | None
    state: GroupState
    count: int
    again: int
    first_ms: int
    last_ms: int
    entry: str = ""
    decided_by: str = ""
    decided_ms: int = 0


# ---------------------------------------------------------------- test sets


class TestKind(StrEnum):
    """What a test is: a whole simulated buyer, or one question."""

    __test__ = False  # not for pytest

    SCRIPT = "script"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class TestSet:
    """A named set of tests of one shop."""

    __test__ = False

    shop: ShopId
    id: TestSetId
    name: str
    note: str
    count: int
    made_ms: int
    updated_ms: int


@dataclass(frozen=True, slots=True)
class TestCase:
    """One test as a JSON line in the format of buyer scripts (docs/buyer-scripts.md); `id` is the line's."""

    __test__ = False

    shop: ShopId
    set: TestSetId
    id: str
    kind: TestKind
    body: str
    source: str
    updated_ms: int


@dataclass(frozen=True, slots=True)
class Played:
    """What came of one test: passed or why not, and the service's texts."""

    passed: bool
    why: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One test against the knowledge as it is (`before`) and as it would be (`after`)."""

    test: str
    after: Played
    before: Played | None = None

    @property
    def broken(self) -> bool:
        """Return whether it passes now and would fail."""
        return self.before is not None and self.before.passed and not self.after.passed

    @property
    def mended(self) -> bool:
        """Return whether it fails now and would pass."""
        return self.before is not None and not self.before.passed and self.after.passed

    @property
    def changed(self) -> bool:
        """Return whether the bot would say something else."""
        return self.before is not None and self.before.said != self.after.said


@dataclass(frozen=True, slots=True)
class Run:
    """One test set played: against the knowledge as it is, or with `drafts` published too.

    `version` is the version of the knowledge that it was played against.
    """

    shop: ShopId
    id: RunId
    set: TestSetId
    drafts: tuple[DraftId, ...]
    state: WorkState
    done: int
    total: int
    version: int
    results: tuple[Compared, ...]
    reason: str
    made_by: str
    made_ms: int
    updated_ms: int


# ---------------------------------------------------------------- releases


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry before and after a release; None is "not there"."""

    entry: str
    before: Faq | None
    after: Faq | None
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """What was published at once. `number` counts from 1 in each shop; `undoes` is 0 or a number."""

    shop: ShopId
    number: int
    title: str
    by: str
    at_ms: int
    changes: tuple[EntryChange, ...]
    run: str = ""
    undoes: int = 0


# ---------------------------------------------------------------- trials


class Verdict(StrEnum):
    """What an unseen answer of the bot was worth beside what a person said."""

    HIT = "hit"
    MISS = "miss"
    NONE = "none"  # the bot had no answer


@dataclass(frozen=True, slots=True)
class Trial:
    """The bot answers chats that people held, unseen. (试跑) `done` of `total` conversations."""

    shop: ShopId
    id: TrialId
    from_ms: int
    until_ms: int
    state: WorkState
    done: int
    total: int
    turns: int
    hits: int
    misses: int
    none: int
    reason: str
    made_by: str
    made_ms: int
    updated_ms: int


@dataclass(frozen=True, slots=True)
class TrialTurn:
    """One turn of a trial: what was asked, what the person said, what the bot would have said. Masked."""

    shop: ShopId
    trial: TrialId
    conversation: ConversationId
    seq: int
    at_ms: int
    scenario: str
    asked: str
    said_by_person: str
    said_by_bot: str
    likeness: float
    verdict: Verdict
    changes: int
