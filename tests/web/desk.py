"""The console as an agent uses it: log in, find a conversation, write, read."""

from playwright.sync_api import Locator, Page, expect

from tests.servers.site import Site


class Desk:
    """The console on one page, logged in."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page = page
        self.url = f"{site.url}/console"
        self.rows = page.locator(".queue-row")
        self.history = page.locator(".history")
        self.messages = page.locator(".message")
        self.box = page.locator(".composer textarea")

    def go(self, path: str) -> None:
        """Go to another page of the console as its links do, without loading it anew."""
        self.page.evaluate(
            "(path) => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')) }",
            f"/console/{path}",
        )

    def row(self, words: str) -> Locator:
        """Return the row of the conversation whose last words are these."""
        return self.rows.filter(has_text=words)

    def open(self, conversation: str) -> None:
        """Open a conversation by its address and wait for its head."""
        self.page.goto(f"{self.url}/desk/{conversation}")
        expect(self.page.locator(".heading")).to_be_visible()

    def act(self, name: str) -> None:
        """Press one of the acts on the conversation."""
        self.page.locator(".conversation").get_by_role("button", name=name, exact=True).first.click()

    def say(self, text: str) -> None:
        """Write and send, without waiting for anything."""
        self.box.fill(text)
        self.box.press("Enter")

    def said(self, text: str) -> Locator:
        """Return the messages of people at the desk with this text that the server has confirmed."""
        return self.page.locator(".message[data-speaker=staff]:not([data-state])").filter(
            has=self.page.get_by_text(text, exact=True)
        )


def log_in(page: Page, site: Site, language: str = "zh-CN", appearance: str = "light") -> Desk:
    """Return the desk of the sample shop's owner."""
    page.add_init_script(
        f"localStorage.setItem('xiaoer.language', '{language}');"
        f"localStorage.setItem('xiaoer.appearance', '{appearance}')"
    )
    page.goto(f"{site.url}/console/?login={site.login}:{site.password}")
    page.locator("button[type=submit]").click()
    expect(page.locator(".counters")).to_be_visible()
    return Desk(page, site)
