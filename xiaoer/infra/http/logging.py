"""Structured logs: one JSON object a line, by the standard library, personal data masked."""

import logging
import sys
from datetime import UTC, datetime
from typing import Final, TextIO

import msgspec

from xiaoer.infra.http.masking import mask, mask_field
from xiaoer.infra.http.request_id import current_request_id

_encode = msgspec.json.Encoder(enc_hook=str).encode
_STANDARD: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """Writes `{"at", "level", "logger", "message", …extra, "request_id"?, "trace"?}`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        for key, value in record.__dict__.items():
            if key not in _STANDARD:
                line[key] = mask_field(key, value) if isinstance(value, str) else _plain(value)
        request_id = current_request_id.get()
        if request_id:
            line["request_id"] = request_id
        if record.exc_info:
            line["trace"] = mask(self.formatException(record.exc_info))
        return _encode(line).decode()


def configure_logs(level: str, stream: TextIO | None = None) -> None:
    """Send every log of the process to `stream` (default standard error) as JSON lines from `level` on."""
    # What no line shows is not looked up either (Python's logging HOWTO, "Optimization").
    logging._srcfile = None  # noqa: SLF001  # the documented switch
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.getLogger("alembic").setLevel(logging.WARNING)  # every step of a migration is not news
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):  # they bring handlers of their own
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | bool | None) else mask(str(value))
