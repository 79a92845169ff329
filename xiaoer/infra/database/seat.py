"""Units of one group side by side on one connection: while one waits for a row, the next one sends.

Each unit runs in a greenlet, so that its closure reads as plain synchronous code. A group of n units then
costs the round trips of its longest unit, not of all together (docs/decisions).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import greenlet

from xiaoer.infra.database.statement import Row, Value
from xiaoer.infra.database.unit import Shops
from xiaoer.infra.database.wire import NO_VALUES, Answer, Wire

SET_SHOPS: Final = "SELECT set_config('xiaoer.shops', %(shops)s, true)"


class View:
    """Which shops the transaction on a wire sees at the moment."""

    __slots__ = ("_wire", "shops")

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.shops: Shops | None = None

    def turn_to(self, shops: Shops) -> None:
        """Make the transaction see these shops from its next statement on."""
        if shops != self.shops:
            self.shops = shops
            self._wire.send(SET_SHOPS, {"shops": ",".join(sorted(shops))})


class Seat(Answer):
    """The cursor of one unit: sends at once, waits only when a result is asked for."""

    __slots__ = ("_shops", "_view", "_waiting", "_wire")

    def __init__(self, wire: Wire, view: View, shops: Shops) -> None:
        super().__init__()
        self._wire = wire
        self._view = view
        self._shops = shops
        self._waiting = False

    def execute(self, text: str, parameters: Mapping[str, Value] = NO_VALUES, /) -> None:
        """Send a statement without waiting for its result."""
        self._view.turn_to(self._shops)
        self._wire.send(text, parameters, self)
        self._waiting = True

    @property
    def rowcount(self) -> int:
        """Rows touched or found by the latest statement."""
        self._wait()
        return 0 if self.result is None else self.result.command_tuples or 0

    def fetchone(self) -> Row | None:
        """Return the first row of the latest statement, or None."""
        self._wait()
        return self.first()

    def fetchall(self) -> list[Row]:
        """Return the rows of the latest statement."""
        self._wait()
        return self.rows()

    def _wait(self) -> None:
        if not self._waiting:
            return
        parent = greenlet.getcurrent().parent
        if parent is None:
            self._wire.drain()
        else:
            parent.switch()
            if self._wire.error is not None:
                raise self._wire.error
        self._waiting = False


def side_by_side(wire: Wire, lanes: Iterable[Callable[[], None]]) -> None:
    """Run the lanes until all have ended; each waits in turn for what all have sent.

    An error of one ends all the others.
    """
    here = greenlet.getcurrent()
    running = [greenlet.greenlet(lane, here) for lane in lanes]
    try:
        while running:
            for one in running:
                one.switch()
            running = [one for one in running if not one.dead]
            if running:
                wire.drain()
    finally:
        for one in running:
            if one:
                one.throw()  # GreenletExit ends its closure where it waits
