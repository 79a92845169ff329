"""A person at the desk who works over HTTP, for tests in which a buyer uses the pages."""

from typing import Any, Self

import httpx

from tests.servers.site import Site


class Staff:
    """Take, say, close; fails loudly when the server refuses."""

    def __init__(self, site: Site) -> None:
        self._client = httpx.Client(base_url=f"{site.url}/api/v1", timeout=10)
        answer = self._call("POST", "/sessions", {"login": site.login, "password": site.password})
        self._client.headers["Authorization"] = f"Bearer {answer['token']}"
        self.name: str = answer["staff"]["name"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def conversation(self, identifier: str) -> dict[str, Any]:
        """Return the head of a conversation."""
        return self._call("GET", f"/conversations/{identifier}")

    def lines(self, identifier: str) -> list[tuple[str, str]]:
        """Return (speaker, text) of every message, oldest first."""
        found = self._call("GET", f"/conversations/{identifier}/messages?limit=100")
        return [(each["speaker"], each["content"].get("text", "")) for each in found["items"]]

    def take(self, identifier: str) -> None:
        """Become the holder."""
        self._call("POST", f"/conversations/{identifier}/take")

    def say(self, identifier: str, content: dict[str, Any] | str) -> None:
        """Say something as the holder."""
        spoken = {"kind": "text", "text": content} if isinstance(content, str) else content
        token = self.conversation(identifier)["token"]
        before = self.conversation(identifier)["last_seq"]
        body = {"client_id": f"test-{before}", "token": token, "content": spoken}
        self._call("POST", f"/conversations/{identifier}/messages", body)

    def close(self, identifier: str) -> None:
        """End the conversation."""
        token = self.conversation(identifier)["token"]
        self._call("POST", f"/conversations/{identifier}/close", {"token": token})

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask the interface for anything, as this person."""
        return self._call(method, path, body)

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self._client.request(method, path, json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found
