"""The widget as a buyer uses it: open, write, read."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.servers.site import Site

NewPage = Callable[..., Page]


class Chat:
    """The chat on one page."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.goto(address)
        self.launcher = page.locator("xiaoer-chat .launcher")
        self.panel = page.locator("xiaoer-chat .panel")
        self.box = self.panel.locator(".composer textarea")
        self.buyer_lines = self.panel.locator(".line.buyer:not(.unsent)")
        self.bot_lines = self.panel.locator(".line.bot:not(.typing)")
        self.staff_lines = self.panel.locator(".line.staff:not(.typing)")
        self.unsent = self.panel.locator(".line.unsent")

    def open(self) -> None:
        """Open the panel and wait until the conversation is there."""
        self.launcher.click()
        expect(self.panel.locator(".skeleton")).to_have_count(0)

    def say(self, text: str) -> None:
        """Write and send, without waiting for anything."""
        self.box.fill(text)
        self.box.press("Enter")

    def conversation(self) -> str:
        """Return the id of the conversation."""
        found: str = self.page.evaluate("window.xiaoer.conversation()")
        return found

    def line(self, text: str) -> Locator:
        """Return the delivered lines of the buyer with exactly this text."""
        return self.buyer_lines.filter(has=self.page.get_by_text(text, exact=True))


def open_chat(page: Page, site: Site, query: str = "") -> Chat:
    """Return the opened chat of a new visitor on the shop page."""
    chat = Chat(page, site.shop + query)
    chat.open()
    return chat


class Wire:
    """The live socket of a page, which can be cut, and whose acknowledgements can be held back."""

    def __init__(self, page: Page) -> None:
        self.sent: list[str] = []
        self.made = 0
        self.down = False
        self.swallow_acks = False
        self._open: WebSocketRoute | None = None
        page.route_web_socket("**/api/v1/live", self._connected)

    def cut(self, *, stay_down: bool = False) -> None:
        """Break the connection; every new one fails too while the wire stays down."""
        self.down = stay_down
        if self._open is not None:
            self._open.close(code=1011)
            self._open = None

    def _connected(self, socket: WebSocketRoute) -> None:
        self.made += 1
        if self.down:
            socket.close(code=1011)
            return
        server = socket.connect_to_server()
        self._open = socket

        def to_server(message: Any) -> None:
            self.sent.append(str(message))
            server.send(message)

        def to_page(message: Any) -> None:
            if not (self.swallow_acks and _tells_of_a_line(str(message))):
                socket.send(message)

        socket.on_message(to_server)
        server.on_message(to_page)


def _tells_of_a_line(message: str) -> bool:
    return '"type":"ack"' in message or '"name":"message"' in message
