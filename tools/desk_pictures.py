"""The pictures of the console: the desk in both languages, on a phone, and an import with its bad rows."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.servers.site import Site
from tests.web.chat import open_chat
from tests.web.desk import Desk, log_in
from tools.steps import ROOT

EXPORTS = ROOT / "tests" / "fixtures" / "exports"
DESKTOP = (1440, 900)
PHONE = (390, 780)
QUESTIONS = (
    "这款长宽高多少呀，我家卫生间小",
    "安装要收费吗",
    "电热水器保修几年？",
    "订单还没发货，帮我催一下",
    "我要转人工",
)

Take = Callable[[Page, str], None]


def _page(browser: Browser, size: tuple[int, int]) -> Page:
    width, height = size
    # One picture element a pixel keeps a picture of the whole desk below 200 kB.
    return browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN").new_page()


def _buyers(browser: Browser, site: Site) -> str:
    """Let some visitors ask, and a known buyer last; return the known buyer's conversation."""
    for question in QUESTIONS:
        visitor = _page(browser, PHONE)
        open_chat(visitor, site).say(question)
        expect(visitor.locator("xiaoer-chat .line.bot").last).to_be_visible()
        visitor.wait_for_timeout(1_500)  # the bot waits a moment for more lines before it answers
        visitor.context.close()
    known = _page(browser, PHONE)
    chat = open_chat(known, site, site.buyer.removeprefix(site.shop))
    chat.say("我的快递到哪了？")
    expect(chat.bot_lines.last).to_contain_text("JD")
    chat.panel.locator(".person").click()
    expect(chat.panel.locator(".person")).to_have_text("正在转人工")
    conversation = chat.conversation()
    known.context.close()
    return conversation


def _taken(desk: Desk, conversation: str) -> None:
    desk.open(conversation)
    desk.act("接入")
    desk.say("您好，我是店主，正在帮您看这两个包裹，稍等一下。")
    expect(desk.said("您好，我是店主，正在帮您看这两个包裹，稍等一下。")).to_have_count(1)
    expect(desk.page.locator(".about .order-card").first).to_be_visible()


def desks(browser: Browser, site: Site, take: Take) -> None:
    """Take `desk`, `desk-en` and `desk-phone`."""
    conversation = _buyers(browser, site)
    desk = log_in(_page(browser, DESKTOP), site)
    _taken(desk, conversation)
    take(desk.page, "desk")
    desk.page.context.close()
    desk = log_in(_page(browser, DESKTOP), site, "en")
    desk.open(conversation)
    expect(desk.page.locator(".about .order-card").first).to_be_visible()
    take(desk.page, "desk-en")
    desk.page.context.close()
    desk = log_in(_page(browser, PHONE), site)
    desk.open(conversation)
    expect(desk.messages.last).to_be_visible()
    take(desk.page, "desk-phone")
    desk.page.context.close()


def imports(browser: Browser, site: Site, take: Take) -> None:
    """Take `import`: an export of 千牛, recognised, with rows that a spreadsheet has damaged."""
    page = _page(browser, DESKTOP)
    desk = log_in(page, site)
    page.goto(f"{desk.url}/imports")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="选择文件").click()
    chooser.value.set_files([EXPORTS / "qianniu_orders_damaged.csv", EXPORTS / "qianniu_items.csv"])
    expect(page.get_by_role("table", name="坏行")).to_contain_text("科学计数")
    take(page, "import")
    page.context.close()
