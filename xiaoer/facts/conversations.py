"""What conversations tell."""

from dataclasses import dataclass

from xiaoer.base.fact import Fact


@dataclass(frozen=True, slots=True)
class ConversationOpened(Fact):
    """A buyer opened a conversation."""

    buyer: str
    channel: str


@dataclass(frozen=True, slots=True)
class MessageHeard(Fact):
    """The buyer said something. `holder` is who has to answer: bot, staff or queue."""

    message: str
    seq: int
    holder: str


@dataclass(frozen=True, slots=True)
class MessageSaid(Fact):
    """The shop said something. `answered` is the buyer's latest line that it answers, 0 for none.

    `waited_ms` is how long the first unanswered line had waited; -1 when nothing waited. `first` is
    true for the first answer of the conversation.
    """

    message: str
    seq: int
    speaker: str
    answered: int
    waited_ms: int
    first: bool


@dataclass(frozen=True, slots=True)
class HolderChanged(Fact):
    """Another one may answer now. `why` is a stable word: taken, released, handoff, reopened …."""

    was: str
    now: str
    staff: str
    token: int
    why: str


@dataclass(frozen=True, slots=True)
class ConversationClosed(Fact):
    """The conversation ended. `holder` is who held it at the end, `waiting` whether a line was unanswered."""

    by: str
    holder: str
    waiting: bool


@dataclass(frozen=True, slots=True)
class ConversationReopened(Fact):
    """The conversation goes on."""

    by: str


@dataclass(frozen=True, slots=True)
class ServiceRated(Fact):
    """The buyer rated the service, 1 to 5; `holder` is who had served."""

    score: int
    holder: str
