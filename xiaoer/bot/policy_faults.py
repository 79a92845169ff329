"""What is wrong with a shop's own policy, and where; found before it holds, for a turn reads it unguarded."""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any, Final

import msgspec
from msgspec import inspect

from xiaoer.bot import industries, packs
from xiaoer.bot.model import PolicyFault
from xiaoer.bot.policy import Policy, Procedure, default_policy, read_policy
from xiaoer.knowledge.model import ProductState
from xiaoer.orders.model import OrderState, Payment

LONGEST: Final = 200_000  # characters of a shop's own policy
_EVIDENCE: Final = frozenset({"catalogue", "picture"})


def fault_of(own: str) -> PolicyFault | None:
    """Return the first fault of a shop's own policy (JSON text above the trade defaults), None when sound."""
    if len(own) > LONGEST:
        return PolicyFault("", "long", f"The policy is longer than {LONGEST} characters.")
    try:
        values = msgspec.json.decode(own) if own else {}
    except msgspec.DecodeError as error:
        return PolicyFault("", "json", f"This is not JSON: {error}.")
    if not isinstance(values, dict):
        return PolicyFault("", "object", "The policy must be a JSON object.")
    whole = packs.merged(packs.read("policy"), values)
    shape = next(_misshapen(whole, inspect.type_info(Policy), ""), None)
    return shape or next(_meaningless(read_policy(own)), None)


def _misshapen(value: Any, kind: inspect.Type, path: str) -> Iterator[PolicyFault]:
    """Yield where the shape is wrong; msgspec itself names no keys inside mappings."""
    match kind:
        case inspect.StructType():
            yield from _misshapen_struct(value, kind, path)
        case inspect.DictType(value_type=inside):
            if not isinstance(value, dict):
                yield PolicyFault(path, "object", "A JSON object belongs here.")
                return
            for key, one in value.items():
                yield from _misshapen(one, inside, _under(path, key))
        case inspect.VarTupleType(item_type=inside):
            if not isinstance(value, list):
                yield PolicyFault(path, "list", "A list belongs here.")
                return
            for number, one in enumerate(value):
                yield from _misshapen(one, inside, f"{path}[{number}]")
        case inspect.StrType() if not isinstance(value, str):
            yield PolicyFault(path, "text", "A text belongs here.")
        case inspect.BoolType() if not isinstance(value, bool):
            yield PolicyFault(path, "yes_no", "True or false belongs here.")
        case inspect.IntType():
            least, most = kind.ge if kind.ge is not None else 0, kind.le if kind.le is not None else 100_000
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
                yield PolicyFault(path, "number", f"A whole number from {least} to {most} belongs here.")


def _misshapen_struct(value: Any, kind: inspect.StructType, path: str) -> Iterator[PolicyFault]:
    if not isinstance(value, dict):
        yield PolicyFault(path, "object", "A JSON object belongs here.")
        return
    fields = {field.encode_name: field for field in kind.fields}
    for key, one in value.items():
        if key not in fields:
            yield PolicyFault(
                _under(path, key), "unknown", f"Nothing is called so. Known: {', '.join(fields)}."
            )
        else:
            yield from _misshapen(one, fields[key].type, _under(path, key))
    for name, field in fields.items():
        if field.required and name not in value:
            yield PolicyFault(_under(path, name), "missing", "This must be there.")


def _under(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _meaningless(policy: Policy) -> Iterator[PolicyFault]:
    """Yield values of the right shape that name nothing, and patterns that cannot be used."""
    states = set(OrderState)
    for at, names in (("states", policy.states), ("state_notes", policy.state_notes)):
        yield from _strangers(f"{at}.", names, states, "state")
    yield from _strangers("payments.", policy.payments, set(Payment), "payment")
    yield from _strangers("industries", policy.industries, industries.names(), "industry")
    yield from _strangers("state_cues.", policy.state_cues, states, "state")
    for name, group in policy.state_groups.items():
        yield from _strangers(f"state_groups.{name}.states", group.states, states, "state")
        yield from _unusable(f"state_groups.{name}.cues", group.cues)
    for state, cues in policy.state_cues.items():
        yield from _unusable(f"state_cues.{state}", cues)
    yield from _unusable("unsigned_cues", policy.unsigned_cues)
    known = default_policy().procedures
    yield from _strangers("procedures.", policy.procedures, known, "procedure")
    for kind in known:
        if kind not in policy.procedures:
            yield PolicyFault(f"procedures.{kind}", "missing", "It can be switched off, but not left out.")
    for kind, procedure in policy.procedures.items():
        yield from _of_procedure(f"procedures.{kind}", procedure, known)


def _of_procedure(at: str, one: Procedure, procedures: Mapping[str, Procedure]) -> Iterator[PolicyFault]:
    states, payments = set(OrderState), set(Payment)
    if not one.name.strip():
        yield PolicyFault(f"{at}.name", "missing", "A procedure needs a name.")
    yield from chain(
        _strangers(f"{at}.states", one.states, states, "state"),
        _strangers(f"{at}.product_states", one.product_states, set(ProductState), "product_state"),
        _strangers(f"{at}.payments", one.payments, payments, "payment"),
        _strangers(f"{at}.evidence", one.evidence, _EVIDENCE, "evidence"),
        _strangers(f"{at}.refused.", one.refused, states, "state"),
        _strangers(f"{at}.instead.", one.instead, states, "state"),
    )
    for state, other in one.instead.items():
        if other not in procedures:
            yield PolicyFault(f"{at}.instead.{state}", "procedure", f"No procedure is called {other!r}.")
    for name, cues in one.services.items():
        yield from _unusable(f"{at}.services.{name}", cues)
    for field, cues in (("review_cues", one.review_cues), ("not_review_cues", one.not_review_cues)):
        if cues:
            yield from _unusable(f"{at}.{field}", cues)


def _strangers(at: str, names: Collection[str], known: Collection[str], why: str) -> Iterator[PolicyFault]:
    """Yield names that are not known; `at` ends with a dot where they are keys."""
    for number, name in enumerate(names):
        if name not in known:
            path = f"{at}{name}" if at.endswith(".") else f"{at}[{number}]"
            yield PolicyFault(path, why, f"{name!r} is not known. Known: {', '.join(sorted(known))}.")


def _unusable(at: str, cues: str) -> Iterator[PolicyFault]:
    try:
        empty = re.compile(cues).search("") is not None
    except re.error as error:
        yield PolicyFault(at, "pattern", f"This pattern cannot be read: {error}.")
        return
    if empty:
        yield PolicyFault(at, "pattern", "This pattern fits every text.")
