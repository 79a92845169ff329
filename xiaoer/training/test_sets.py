"""Verbs of test sets: make, rename, take in and hand out tests, make a test of a conversation."""

from collections.abc import Sequence
from typing import Final

import msgspec

from xiaoer.base.errors import invalid, not_found
from xiaoer.base.ids import ConversationId, Ids, ShopId
from xiaoer.conversations.service import Conversations
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.http.masking import mask
from xiaoer.training import store_tests as store
from xiaoer.training.model import TestCase, TestSet, TestSetId
from xiaoer.training.ports import Player
from xiaoer.training.rules.testing import kind_of, lines_of, script_of

MOST_TESTS: Final = 2000
LONGEST_TEST: Final = 64_000
_MESSAGES: Final = 200
_encode = msgspec.json.Encoder().encode


class TestSets:
    """Named sets of buyer scripts and questions, one shop's own."""

    __test__ = False  # not for pytest

    def __init__(self, ids: Ids, player: Player, conversations: Conversations) -> None:
        self._ids = ids
        self._player = player
        self._conversations = conversations

    def make(self, unit: Unit, shop: ShopId, name: str, note: str = "") -> TestSet:
        """Make an empty set."""
        return self._save(unit, TestSet(shop, TestSetId(self._ids.new("tst")), name, note, 0, unit.now_ms, 0))

    def rename(self, unit: Unit, shop: ShopId, of: TestSetId, name: str, note: str) -> TestSet:
        """Give a set another name and note."""
        known = self.get(unit, shop, of)
        return self._save(unit, TestSet(shop, of, name, note, known.count, known.made_ms, 0))

    def remove(self, unit: Unit, shop: ShopId, of: TestSetId) -> bool:
        """Remove a set with its tests; its runs stay. False when there is none."""
        unit.run(store.REMOVE_TESTS, {"shop_id": shop, "id": of})
        return unit.run(store.REMOVE_SET, {"shop_id": shop, "id": of}) == 1

    def put(self, unit: Unit, shop: ShopId, of: TestSetId, text: str, source: str = "") -> list[TestCase]:
        """Take tests in, one JSON line each, all or none; one with the id of a known test replaces it.

        XiaoerError `bad_script`, `bad_question` or `bad_tests` (422) says which line is wrong and why.
        """
        known = self.get(unit, shop, of)
        cases = [self._case(unit, shop, of, number, line, source) for number, line in lines_of(text)]
        if not cases or known.count + len(cases) > MOST_TESTS:
            raise invalid(
                "bad_tests", f"Send 1 or more tests, one JSON object a line; a set holds {MOST_TESTS}."
            )
        for case in cases:
            unit.put(store.SAVE_TEST, store.test_values(case))
        return cases

    def take_out(self, unit: Unit, shop: ShopId, of: TestSetId, test: str) -> bool:
        """Remove one test; False when there is none."""
        return unit.run(store.REMOVE_TEST, {"shop_id": shop, "set_id": of, "id": test}) == 1

    def of_conversation(
        self, unit: Unit, shop: ShopId, of: TestSetId, conversation: ConversationId
    ) -> TestCase:
        """Make a test of what a buyer said, masked; what must be answered is drafted, to be checked."""
        self.get(unit, shop, of)
        head = self._conversations.get(unit, shop, conversation)
        messages = self._conversations.messages(unit, shop, conversation, limit=_MESSAGES)
        made = script_of(head, messages, mask)
        if made is None:
            raise invalid("conversation_empty", "The buyer said nothing in this conversation.")
        line = _encode(made).decode()
        return self.put(unit, shop, of, line, f"conversation:{conversation}")[0]

    def get(self, unit: Unit, shop: ShopId, of: TestSetId) -> TestSet:
        """Return a set; `test_set_not_found` (404)."""
        row = unit.one(store.SET, {"shop_id": shop, "id": of})
        if row is None:
            raise not_found("test_set", of)
        return store.set_of(row)

    def page(self, unit: Unit, shop: ShopId, after: str = "", limit: int = 50) -> list[TestSet]:
        """Return up to `limit` sets by id above `after`."""
        rows = unit.all(store.SETS, {"shop_id": shop, "after": after, "page": limit})
        return [store.set_of(row) for row in rows]

    def tests(
        self, unit: Unit, shop: ShopId, of: TestSetId, after: str = "", limit: int = MOST_TESTS
    ) -> list[TestCase]:
        """Return up to `limit` tests of a set by id above `after`."""
        rows = unit.all(store.TESTS, {"shop_id": shop, "set_id": of, "after": after, "page": limit})
        return [store.test_of(row) for row in rows]

    def _case(self, unit: Unit, shop: ShopId, of: TestSetId, number: int, line: str, source: str) -> TestCase:
        if len(line) > LONGEST_TEST:
            raise invalid("bad_tests", f"line {number}: longer than {LONGEST_TEST} characters")
        kind = kind_of(line)
        if kind is None:
            raise invalid("bad_tests", f"line {number}: neither a buyer script nor a question")
        return TestCase(shop, of, self._player.check(kind, line), kind, line, source, unit.now_ms)

    def _save(self, unit: Unit, of: TestSet) -> TestSet:
        unit.run(store.SAVE_SET, {**store.set_values(of), "updated_ms": unit.now_ms})
        return self.get(unit, of.shop, of.id)


def exported(tests: Sequence[TestCase]) -> str:
    """Return tests as JSON lines, as they can be taken in again."""
    return "".join(f"{test.body}\n" for test in tests)
