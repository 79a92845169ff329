"""The one error that a caller is meant to see: a stable code, an HTTP status, what to do."""

from collections.abc import Mapping


class XiaoerError(Exception):
    """A wrong call: not a refusal (that is a value) and not a bug (that crashes).

    `code` is stable snake_case for machines, `status` the HTTP status, `detail` one sentence in
    English for people that says what to do, `fields` optional extra values for the answer.
    """

    def __init__(
        self,
        code: str,
        status: int,
        detail: str,
        fields: Mapping[str, str | int] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.status = status
        self.detail = detail
        self.fields = dict(fields or {})


def not_found(what: str, identifier: str) -> XiaoerError:
    """Return the 404 that is also told when the thing belongs to somebody else."""
    return XiaoerError(f"{what}_not_found", 404, f"No {what} {identifier!r} that you may see.")


def invalid(code: str, detail: str) -> XiaoerError:
    """Return a 422 for input that can be understood but not accepted."""
    return XiaoerError(code, 422, detail)


def conflict(code: str, detail: str) -> XiaoerError:
    """Return a 409: the world moved on since the caller looked."""
    return XiaoerError(code, 409, detail)
