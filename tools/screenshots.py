"""The pictures of the README, taken from the real pages of the sample shop into docs/pictures/."""

import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.servers.site import Site, serving_site
from tests.web.chat import open_chat
from tools.browser import find_browser
from tools.desk_pictures import desks, imports
from tools.steps import ROOT, say

PICTURES = ROOT / "docs" / "pictures"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP = (1280, 800)
PHONE = (390, 780)
PRODUCT = "100112573625"  # an 80 l water heater of the sample shop


def page_of(browser: Browser, size: tuple[int, int]) -> Page:
    """Return a page of a new visitor, in Chinese, sharp enough for a README."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", device_scale_factor=1.5
    )
    return context.new_page()


def take(page: Page, name: str) -> None:
    """Save what the page shows once its pictures and moves have come to rest."""
    page.wait_for_load_state("networkidle")
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    with Image.open(path) as picture:  # 256 well spread colours: a third of the bytes
        picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            path, optimize=True
        )
    say(f"  {path.relative_to(ROOT)}")


def ask(page: Page, site: Site, query: str, question: str) -> None:
    """Open the chat on a page of the shop, ask, and wait for the answer."""
    chat = open_chat(page, site, query)
    welcomed = chat.bot_lines.count()
    chat.say(question)
    expect(chat.bot_lines.nth(welcomed)).to_be_visible(timeout=15_000)


def shop(browser: Browser, site: Site) -> None:
    """Show a signed buyer who asks where his parcel is, beside the shop page."""
    page = page_of(browser, DESKTOP)
    ask(page, site, site.buyer.removeprefix(site.shop), "我的快递到哪了？")
    take(page, "shop")
    page.context.close()


def phone(browser: Browser, site: Site) -> None:
    """Show a visitor on a phone who asks about the product that he looks at."""
    page = page_of(browser, PHONE)
    ask(page, site, f"/products/{PRODUCT}/", "这款热水器容量多大？")
    take(page, "phone")
    page.context.close()


def console(browser: Browser, site: Site) -> None:
    """Show an agent's desk: the signed buyer wants a person and has been taken."""
    buyer = page_of(browser, PHONE)
    ask(buyer, site, site.buyer.removeprefix(site.shop), "转人工")
    page = page_of(browser, DESKTOP)
    page.goto(f"{site.url}/console/")
    page.get_by_label("账号").fill(site.login)
    page.get_by_label("密码", exact=True).fill(site.password)
    page.get_by_role("button", name="登录").click()
    page.locator(".queue-row").first.click()
    page.get_by_role("button", name="接入", exact=True).click()
    box = page.locator(".conversation textarea")
    expect(box).to_be_editable()
    box.fill("您好，我是店铺客服，正在为您查看这两笔订单，请稍等。")
    box.press("Enter")
    expect(page.locator(".history").get_by_text("正在为您查看")).to_be_visible()
    expect(page.locator(".counters [data-tone=look]")).to_have_count(0)  # nobody waits any more
    take(page, "console")
    page.context.close()
    buyer.context.close()


def main() -> int:
    """Take all pictures; return an exit code."""
    chromium = find_browser()
    if chromium is None:
        say("No Chromium: apt-get install chromium fonts-noto-cjk")
        return 1
    Path(PICTURES).mkdir(parents=True, exist_ok=True)
    with serving_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for picture in (shop, phone, console):
            picture(browser, site)
        desks(browser, site, take)
        imports(browser, site, take)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
