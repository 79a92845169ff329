"""Plays buyers against a service and times each turn."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from xiaoer.conversations.model import AnyContent, Picture, Text
from xiaoer.replay.model import Action, Goal, Question, Result, Script, Turn
from xiaoer.replay.rules import LONGEST, first, following, judge, judge_question

Progressed = Callable[[int, int, Result], None]


class Service(Protocol):
    """What is played against: one conversation at a time, each in a fresh copy of the shop."""

    async def open(
        self,
        buyer: str | None,
        shop: str,
        now: datetime,
        product: str | None = None,
        pictures: Mapping[str, str] | None = None,
    ) -> None:
        """Begin a conversation in a fresh copy of the shop at the moment `now`.

        `buyer` is the platform's account, None for a visitor. `pictures` maps the address of a picture
        to what it shows, for the shop's image reader alone.
        """
        ...

    async def say(self, content: AnyContent) -> list[str]:
        """Say something as the buyer and return the texts of the answer, once the turn is done."""
        ...

    async def actions(self) -> list[dict[str, object]]:
        """Return `{"name", "arguments"}` of every change carried out for this buyer."""
        ...

    async def handoff(self) -> bool:
        """Say whether a person was asked for."""
        ...


async def play(script: Script, service: Service) -> Result:
    """Play one buyer script."""
    pictures = {goal.image.url: goal.image.shows for goal in script.goals if goal.image}
    await service.open(script.buyer, script.shop, script.now, None, pictures)
    turns: list[Turn] = []
    step = first(script)
    while step is not None and len(turns) < LONGEST:
        goal, progress = step
        turn = await _turn(service, goal, progress.goal)
        turns.append(turn)
        step = following(script, progress, turn.replies)
    handoff = await service.handoff()
    return judge(script, turns, await _actions(service), handoff=handoff, ended=step is None)


async def ask(question: Question, service: Service) -> Result:
    """Ask one single-turn question."""
    await service.open(question.buyer, question.shop, question.now, question.product)
    turn = await _turn(service, Goal(question.say), 0)
    handoff = await service.handoff()
    return judge_question(question, turn, await _actions(service), handoff=handoff)


async def play_all(
    tests: Sequence[Script | Question], service: Service, progressed: Progressed = lambda *_: None
) -> list[Result]:
    """Play scripts and questions one after the other; `progressed` hears number, total and result."""
    results = []
    for number, test in enumerate(tests, 1):
        try:
            result = await (play(test, service) if isinstance(test, Script) else ask(test, service))
        except Exception as error:
            error.add_note(f"while playing {test.id}")
            raise
        results.append(result)
        progressed(number, len(tests), result)
    return results


async def _turn(service: Service, goal: Goal, current: int) -> Turn:
    content: AnyContent = Picture(url=goal.image.url, text=goal.say) if goal.image else Text(text=goal.say)
    began = time.perf_counter()
    replies = await service.say(content)
    took = (time.perf_counter() - began) * 1000
    return Turn(current, goal.say, tuple(text for text in replies if text.strip()), took)


async def _actions(service: Service) -> list[Action]:
    taken = []
    for action in await service.actions():
        arguments = action["arguments"]
        if not isinstance(arguments, dict):
            msg = f"the arguments of an action must be an object: {action!r}"
            raise TypeError(msg)
        taken.append(Action(str(action["name"]), arguments))
    return taken
