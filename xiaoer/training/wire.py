"""The wire types of drafts, releases, readings and unanswered questions."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from xiaoer.training.model import DraftState, GroupState, SourceKind, WorkState

Text = Annotated[str, Field(max_length=4000)]
Line = Annotated[str, Field(max_length=500)]
Ids = Annotated[list[Annotated[str, Field(max_length=100)]], Field(min_length=1, max_length=500)]
Similar = Annotated[list[Line], Field(max_length=50)]


class Body(BaseModel):
    """What comes in: nothing that is not known."""

    model_config = ConfigDict(extra="forbid")


# ---------------------------------------------------------------- drafts


class SourceItem(BaseModel):
    """Where a draft comes from: file or conversation id, the place in it, its own words."""

    kind: SourceKind
    file: str
    place: str
    quote: str


class DraftItem(BaseModel):
    """A proposed entry. `entry_id` is the entry that it is, or changes; `release` published it."""

    id: str
    shop_id: str
    question: str
    similar: list[str]
    answer: str
    product_id: str | None
    intent: str
    source: SourceItem
    state: DraftState
    reason: str
    confidence: float
    entry_id: str
    reading_id: str
    release: int | None
    made_at: str
    decided_by: str
    decided_at: str | None


class AlikeItem(BaseModel):
    """Another entry or draft that asks nearly the same; `contradicts`: with another answer."""

    kind: Literal["entry", "draft"]
    id: str
    question: str
    answer: str
    likeness: float
    contradicts: bool


class DraftDetail(DraftItem):
    """A draft with what asks nearly the same, and the entry that it changes as it stands."""

    alike: list[AlikeItem]
    entry: "EntryItem | None"


class DraftCounts(BaseModel):
    """How many drafts stand where."""

    proposed: int
    approved: int
    rejected: int


class NewDraft(Body):
    """A draft written at the desk; with `entry_id` it changes that entry when it is approved."""

    question: Annotated[str, Field(min_length=1, max_length=500)]
    answer: Annotated[str, Field(min_length=1, max_length=4000)]
    similar: Similar = []
    product_id: Line = ""
    intent: Line = ""
    entry_id: Line = ""


class DraftChange(Body):
    """New words of a draft; what is left out stays. `product_id` "" unbinds it."""

    question: Line | None = None
    answer: Text | None = None
    similar: Similar | None = None
    product_id: Line | None = None
    intent: Line | None = None


class Approve(Body):
    """Publish drafts as one release. `run_id` is the run of a test set that shows what it would break."""

    draft_ids: Ids
    title: Annotated[str, Field(max_length=120)] = ""
    run_id: Line = ""
    accept_failures: bool = False


class Reject(Body):
    """Put drafts aside."""

    draft_ids: Ids
    reason: Line = ""


class Reopen(Body):
    """Undo decisions about drafts."""

    draft_ids: Ids


class Decided(BaseModel):
    """The drafts as they stand now, and the release that came of it, if any."""

    drafts: list[DraftItem]
    release: int | None


# ---------------------------------------------------------------- entries and releases


class EntryItem(BaseModel):
    """An entry of knowledge as a release keeps it."""

    id: str
    question: str
    answer: str
    product_id: str | None
    similar: list[str]
    variants: list[str]
    intent: str
    source: str


class EntryChangeItem(BaseModel):
    """One entry before and after; null is "not there"."""

    entry_id: str
    before: EntryItem | None
    after: EntryItem | None
    draft_id: str


class ReleaseHead(BaseModel):
    """A release in a list."""

    shop_id: str
    number: int
    title: str
    by: str
    at: str
    entries: int
    run_id: str
    undoes: int | None


class ReleaseItem(ReleaseHead):
    """A release with what it changed."""

    changes: list[EntryChangeItem]


class RollBack(Body):
    """`accept_changes` gives up what was changed elsewhere since."""

    accept_changes: bool = False


class RolledBack(BaseModel):
    """The new release that restored the entries; null when they stood so already."""

    release: ReleaseItem | None


# ---------------------------------------------------------------- reading files


class SkippedItem(BaseModel):
    """A part of which no draft was made."""

    place: str
    reason: str


class ReadingItem(BaseModel):
    """A file on its way to drafts. `kind` is what it was taken for, "" until it is known."""

    id: str
    shop_id: str
    name: str
    size: int
    product_id: str | None
    state: WorkState
    kind: str
    done: int
    total: int
    drafts: int
    skipped: list[SkippedItem]
    skipped_count: int
    code: str
    reason: str
    made_by: str
    made_at: str
    updated_at: str


# ---------------------------------------------------------------- unanswered


class GroupItem(BaseModel):
    """Questions of one meaning that the bot could not answer. `again`: asked since it was answered."""

    id: str
    shop_id: str
    question: str
    scenario: str
    product_id: str | None
    state: GroupState
    count: int
    again: int
    first_at: str
    last_at: str
    entry_id: str
    decided_by: str
    decided_at: str | None


class ExampleItem(BaseModel):
    """One time that it was asked, masked."""

    conversation_id: str
    answered: int
    at: str
    words: str
    outcome: str
    intent: str
    product_id: str | None


class SuggestionItem(BaseModel):
    """A drafted answer: `person` replied it (`id` is the conversation), or `entry` is the nearest entry."""

    kind: Literal["person", "entry"]
    id: str
    question: str
    answer: str
    likeness: float


class GroupDetail(GroupItem):
    """A group with its newest examples and drafted answers, the best first."""

    examples: list[ExampleItem]
    suggestions: list[SuggestionItem]


class GroupCounts(BaseModel):
    """How many groups stand where, and how many questions are in the open ones."""

    open: int
    answered: int
    ignored: int
    open_questions: int


class GatheredItem(BaseModel):
    """What a look at new turns came to. `more`: call again, there is a backlog."""

    turns: int
    missed: int
    proposed: int
    more: bool


class Answer(Body):
    """The answer, `question` in other words. `product_id` null: as the group; "": of no product.

    `entry_id` changes that entry instead of adding one. `similar` null: as it was asked.
    """

    answer: Annotated[str, Field(min_length=1, max_length=4000)]
    question: Line = ""
    product_id: Line | None = None
    entry_id: Line = ""
    similar: Similar | None = None
    intent: Line = ""


class Answered(BaseModel):
    """The group, the draft that became knowledge, the release that published it (null: nothing changed)."""

    group: GroupItem
    draft: DraftItem
    release: int | None


DraftDetail.model_rebuild()
