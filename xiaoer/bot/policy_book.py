"""A shop's own service policy: read, revised against the version it was based on, gone back with."""

import msgspec

from xiaoer.base.errors import XiaoerError, conflict, not_found
from xiaoer.base.ids import ShopId
from xiaoer.bot import store_policies
from xiaoer.bot.model import PolicyRevision, PolicyVersion
from xiaoer.bot.policy import Policy, default_policy, read_policy
from xiaoer.bot.policy_differences import differences
from xiaoer.bot.policy_faults import fault_of
from xiaoer.infra.database.unit import Unit


class PolicyBook:
    """Versions of what shops lay above the trade defaults. A new one holds from the next turn on."""

    def standing(self, unit: Unit, shop: ShopId) -> PolicyVersion:
        """Return the version that holds; number 0 and no text when a shop has none of its own."""
        number, own = store_policies.policy_of(unit, shop)
        return store_policies.version_of(unit, shop, number) or PolicyVersion(number, own)

    def effective(self, version: PolicyVersion) -> Policy:
        """Return a version with the trade defaults below it."""
        return read_policy(version.own)

    def defaults(self) -> Policy:
        """Return the trade defaults alone."""
        return default_policy()

    def version(self, unit: Unit, shop: ShopId, number: int) -> PolicyVersion:
        """Return one kept version; 0 is that of the trade defaults alone. 404 when it is not kept."""
        if number == 0:
            return PolicyVersion(0, "")
        found = store_policies.version_of(unit, shop, number)
        if found is None:
            raise not_found("policy_version", str(number))
        return found

    def versions(self, unit: Unit, shop: ShopId, before: int, most: int) -> list[PolicyVersion]:
        """Return kept versions below the number `before`, newest first."""
        return store_policies.versions_of(unit, shop, before, most)

    def revise(
        self, unit: Unit, shop: ShopId, own: str, based_on: int, by: str, *, only_look: bool = False
    ) -> PolicyRevision:
        """Write the next version, or with `only_look` say what it would change; the same changes nothing.

        XiaoerError `bad_policy` (422, with `path` and `why`) when it is wrong, `policy_changed` (409, with
        `version`) when another version than `based_on` holds now.
        """
        fault = fault_of(own)
        if fault is not None:
            told = f"{fault.path}: {fault.detail}" if fault.path else fault.detail
            raise XiaoerError("bad_policy", 422, told, {"path": fault.path, "why": fault.why})
        return self._write(unit, shop, PolicyVersion(based_on, own, by), only_look=only_look)

    def roll_back(
        self, unit: Unit, shop: ShopId, number: int, based_on: int, by: str, *, only_look: bool = False
    ) -> PolicyRevision:
        """Write a kept version anew, or with `only_look` say what that would change; errors as `revise`."""
        own = self.version(unit, shop, number).own
        return self._write(unit, shop, PolicyVersion(based_on, own, by, undid=number), only_look=only_look)

    def _write(self, unit: Unit, shop: ShopId, wanted: PolicyVersion, *, only_look: bool) -> PolicyRevision:
        """Write `wanted`, whose number is that of the version it was based on."""
        held = self.standing(unit, shop)
        if _values(held.own) == _values(wanted.own):
            return PolicyRevision(held.number, recorded=False, differences=())
        if held.number != wanted.number:
            raise _changed(held.number)
        found = differences(read_policy(held.own), read_policy(wanted.own))
        if only_look:
            return PolicyRevision(held.number, recorded=False, differences=found)
        if held.number:
            store_policies.add_version(unit, shop, held)  # one from before versions were kept
        following = PolicyVersion(held.number + 1, wanted.own, wanted.by, unit.now_ms, wanted.undid)
        if not store_policies.save_policy(unit, shop, following):
            raise _changed(following.number)
        return PolicyRevision(following.number, recorded=True, differences=found)


def _values(own: str) -> object:
    return msgspec.json.decode(own) if own else {}


def _changed(number: int) -> XiaoerError:
    error = conflict("policy_changed", f"Version {number} holds by now. Read it and change that one.")
    error.fields["version"] = number
    return error
