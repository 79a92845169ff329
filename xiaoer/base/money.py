"""Money as integer fen. Never a float."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_NOISE = re.compile(r"[\s,，¥￥元]")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in fen (1 yuan = 100 fen), with its currency."""

    fen: int
    currency: str = "CNY"

    def __add__(self, other: "Money") -> "Money":
        """Add two amounts of one currency; ValueError when the currencies differ."""
        return Money(self.fen + self._same(other).fen, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Subtract two amounts of one currency; ValueError when the currencies differ."""
        return Money(self.fen - self._same(other).fen, self.currency)

    def times(self, quantity: int) -> "Money":
        """Return the amount `quantity` times."""
        return Money(self.fen * quantity, self.currency)

    def yuan(self) -> str:
        """Return yuan without needless zeros: `1299`, `780.06`, `1304.8`."""
        sign, fen = ("-", -self.fen) if self.fen < 0 else ("", self.fen)
        text = f"{fen // 100}.{fen % 100:02d}".rstrip("0").rstrip(".")
        return sign + text

    def __str__(self) -> str:
        """Return `¥1299.00`, as the screen shows it."""
        sign, fen = ("-", -self.fen) if self.fen < 0 else ("", self.fen)
        return f"{sign}¥{fen // 100}.{fen % 100:02d}"

    def _same(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            msg = f"cannot mix {self.currency} and {other.currency}"
            raise ValueError(msg)
        return other


def from_yuan(text: str | float | Decimal, currency: str = "CNY") -> Money:
    """Read an amount in yuan (`"¥1,299.00"`, `780.06`); ValueError when it is none.

    Numbers are read by their shortest decimal form, half fen are rounded away from zero.
    """
    cleaned = _NOISE.sub("", text) if isinstance(text, str) else str(text)
    try:
        fen = (Decimal(cleaned) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    except InvalidOperation as error:
        msg = f"not an amount of money: {text!r}"
        raise ValueError(msg) from error
    return Money(int(fen), currency)
