"""One frozen Settings from the environment (XIAOER_*), read once and passed on. See docs/settings.md."""

import contextlib
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

PREFIX: Final = "XIAOER_"
_TEST_PREFIX: Final = "XIAOER_TEST_"  # switches of the tests, no settings
_SECRET_FILE: Final = "secret"  # noqa: S105  # the file's name
_SECRET_BYTES: Final = 32
_SHORTEST_SECRET: Final = 32
_LEVELS: Final = ("debug", "info", "warning", "error")
_HIGHEST_PORT: Final = 65_535
_SQLITE: Final = "sqlite:///"
_UNSHOWN: Final = frozenset({"SECRET", "DATABASE_URL", "NATS_URL", "MODEL_KEY"})  # they hold passwords

T = TypeVar("T")


class SettingsError(Exception):
    """The environment is wrong; each complaint is a line that names the variable and what is allowed."""

    def __init__(self, complaints: tuple[str, ...]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between installations. `secret` signs passes; it is never printed."""

    data: Path
    database_url: str
    host: str
    port: int
    public_url: str
    nats_url: str
    secret: bytes = field(repr=False)
    log_level: str
    writers: int
    trusted_proxies: tuple[str, ...]
    model_url: str = ""
    model_name: str = "default"
    model_key: str = field(default="", repr=False)
    model_timeout_ms: int = 6_000
    model_tokens_a_day: int = 200_000

    @property
    def sqlite_file(self) -> Path | None:
        """Return the file of an SQLite database, None on PostgreSQL."""
        path = self.database_url.removeprefix(_SQLITE)
        return Path(path) if path != self.database_url else None


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings; SettingsError lists everything that is wrong.

    Makes the data folder and, unless XIAOER_SECRET is set, a secret in it that only its owner can read.
    """
    reader = _Reader(environment)
    data = reader.value("DATA", "data", _folder)
    host = reader.value("HOST", "127.0.0.1", _host)
    port = reader.value("PORT", "8000", lambda text: _number(text, 1, _HIGHEST_PORT))
    database_url = reader.value("DATABASE_URL", f"{_SQLITE}{data / 'xiaoer.db'}", _database)
    public_url = reader.value("PUBLIC_URL", f"http://{host}:{port}", _web_address)
    nats_url = reader.value("NATS_URL", "", _nats)
    secret = reader.value("SECRET", "", _secret)
    log_level = reader.value("LOG_LEVEL", "info", _level)
    writers = reader.value("WRITERS", "2", lambda text: _number(text, 2, 4))
    trusted_proxies = reader.value("TRUSTED_PROXIES", "127.0.0.1", _networks)
    model_url = reader.value("MODEL_URL", "", _model_address)
    model_name = reader.value("MODEL_NAME", "default", str)
    model_key = reader.value("MODEL_KEY", "", str)
    model_timeout_ms = reader.value("MODEL_TIMEOUT_MS", "6000", lambda text: _number(text, 100, 60_000))
    tokens = reader.value("MODEL_TOKENS_A_DAY", "200000", lambda text: _number(text, 1, 10**12))
    reader.finish()
    return Settings(
        data=data,
        database_url=database_url,
        host=host,
        port=port,
        public_url=public_url,
        nats_url=nats_url,
        secret=_ready(data, secret),
        log_level=log_level,
        writers=writers,
        trusted_proxies=trusted_proxies,
        model_url=model_url,
        model_name=model_name,
        model_key=model_key,
        model_timeout_ms=model_timeout_ms,
        model_tokens_a_day=tokens,
    )


class _Reader:
    """Takes values one by one, and remembers what was asked for and what was wrong."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._known: set[str] = set()
        self._complaints: list[str] = []

    def value(self, name: str, default: str, parse: Callable[[str], T]) -> T:
        """Return a value, or the default's with a complaint noted; an empty variable is no variable."""
        self._known.add(PREFIX + name)
        text = self._environment.get(PREFIX + name, "").strip()
        try:
            return parse(text or default)
        except ValueError as error:
            shown = "" if name in _UNSHOWN or not text else f"={text}"
            self._complaints.append(f"{PREFIX}{name}{shown}: {error}")
            return parse(default)

    def finish(self) -> None:
        """Raise what is wrong, unknown variables included: a misspelt one would be ignored in silence."""
        for name in sorted(self._environment):
            if name.startswith(PREFIX) and not name.startswith(_TEST_PREFIX) and name not in self._known:
                near = get_close_matches(name, self._known, 1)
                meant = f"; do you mean {near[0]}?" if near else "; docs/settings.md lists all settings"
                self._complaints.append(f"{name}: there is no such setting{meant}")
        if self._complaints:
            raise SettingsError(tuple(self._complaints))


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:_-]{1,253}", text):
        raise ValueError("give a host name or address to listen on, such as 127.0.0.1 or 0.0.0.0")
    return text


def _number(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise ValueError(f"give a whole number from {least} to {most}")
    return int(text)


def _database(text: str) -> str:
    if text.startswith(_SQLITE):
        return _SQLITE + str(_folder(text.removeprefix(_SQLITE)))
    if urlsplit(text).scheme in {"postgresql", "postgres"} and urlsplit(text).path.strip("/"):
        return text
    raise ValueError("give sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/DATABASE")


def _web_address(text: str) -> str:
    address = urlsplit(text)
    if address.scheme not in {"http", "https"} or not address.netloc or address.path.strip("/"):
        raise ValueError("give the address that buyers see, without a path, such as https://shop.example")
    return text.rstrip("/")


def _model_address(text: str) -> str:
    if text and (urlsplit(text).scheme not in {"http", "https"} or not urlsplit(text).netloc):
        raise ValueError("give the base address of an OpenAI-compatible server, up to /v1, or leave it out")
    return text.rstrip("/")


def _nats(text: str) -> str:
    if text and (urlsplit(text).scheme not in {"nats", "tls"} or not urlsplit(text).netloc):
        raise ValueError("give nats://HOST:PORT, or leave it out when there is one process only")
    return text


def _secret(text: str) -> str:
    if text and len(text) < _SHORTEST_SECRET:
        raise ValueError(f"give at least {_SHORTEST_SECRET} random characters, or leave it out")
    return text


def _level(text: str) -> str:
    if text.lower() not in _LEVELS:
        raise ValueError(f"give one of {', '.join(_LEVELS)}")
    return text.lower()


def _networks(text: str) -> tuple[str, ...]:
    given = tuple(part.strip() for part in text.split(",") if part.strip())
    try:
        for part in given:
            ip_network(part, strict=False)
    except ValueError:
        raise ValueError("give addresses or networks, such as 127.0.0.1,10.0.0.0/8") from None
    return given


def _ready(data: Path, secret: str) -> bytes:
    """Make the data folder, and return the secret: the given one, or the folder's own."""
    path = data / _SECRET_FILE
    try:
        data.mkdir(parents=True, exist_ok=True)
        if secret:
            return secret.encode()
        if not path.exists():
            _write_secret(path)
        kept = path.read_bytes().strip()
    except OSError as error:
        raise SettingsError((f"{PREFIX}DATA={data}: cannot be used: {error.strerror}",)) from error
    if len(kept) < _SHORTEST_SECRET:
        advice = "this secret is too short. Delete the file to get a new one; open chats begin anew then"
        raise SettingsError((f"{path}: {advice}",))
    return kept


def _write_secret(path: Path) -> None:
    """Write a new secret that only its owner can read; of two processes that start at once, one wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(_SECRET_BYTES))
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
