"""The shop front of the sample shop: find, look, ask, and be somebody."""

import re

import pytest
from playwright.sync_api import expect

from tests.servers.site import Site
from tests.web.chat import Chat, NewPage
from tests.web.looks import barriers, overflow

PRODUCTS = 52
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_everything_is_on_the_shelf_and_found(site: Site, new_page: NewPage) -> None:
    page = new_page()
    page.goto(site.shop)
    tiles = page.locator(".tile")
    expect(tiles).to_have_count(PRODUCTS)
    search = page.get_by_role("searchbox", name="搜索商品")
    search.fill("小厨宝")
    expect(tiles).to_have_count(2)
    search.fill("没有的东西")
    page.get_by_role("button", name="看全部商品").click()
    expect(tiles).to_have_count(PRODUCTS)
    page.get_by_role("navigation", name="分类").get_by_role("button", name="洗碗机").click()
    expect(tiles).to_have_count(2)
    page.get_by_role("combobox", name="排序").select_option(label="价格从低到高")
    expect(page.locator(".tile .price").first).to_have_text("¥4349.00")


def test_a_product_is_shown_and_asked_about(site: Site, new_page: NewPage) -> None:
    chat = Chat(new_page(), site.shop)
    page = chat.page
    page.get_by_role("searchbox").fill("洗碗机 X6S")
    page.locator(".tile").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("万向X6S Max")
    for section in ("商品介绍", "赠品", "安装说明", "保修与维修", "常见故障"):
        expect(page.get_by_role("heading", name=section, exact=True)).to_be_visible()
    page.get_by_role("button", name="问问这件商品").click()
    looking = chat.panel.locator(".looking")
    expect(looking).to_contain_text("万向X6S Max")
    looking.get_by_role("button", name="发给客服").click()
    card = chat.buyer_lines.get_by_role("article", name="商品")
    expect(card).to_contain_text("¥4599.00")
    expect(looking).to_have_count(0)
    page.get_by_role("link", name="返回").click()
    expect(page.locator(".tile")).to_have_count(1)
    card.get_by_role("button", name="看商品").click()
    expect(heading).to_contain_text("万向X6S Max")
    page.reload()
    expect(heading).to_contain_text("万向X6S Max")


def test_going_back_returns_to_the_same_shelf(site: Site, new_page: NewPage) -> None:
    page = new_page()
    page.goto(site.shop)
    tile = page.locator(".tile").nth(40)
    tile.scroll_into_view_if_needed()
    top = page.evaluate("scrollY")
    assert top > 0
    tile.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("scrollY") == 0
    page.go_back()
    page.wait_for_function(f"() => Math.abs(scrollY - {top}) < 2")


def test_the_known_buyer_is_named_and_can_become_a_guest(site: Site, new_page: NewPage) -> None:
    page = new_page()
    page.goto(site.buyer)
    identity = page.locator(".identity")
    expect(identity).to_contain_text("以 cnjd")
    page.locator(".tile").first.click()
    expect(identity).to_contain_text("以 cnjd")
    page.get_by_role("combobox", name="切换身份").select_option(label="游客")
    expect(identity).to_contain_text("以 游客 的身份浏览")
    assert "signature" not in page.url
    page.get_by_role("combobox", name="切换身份").select_option(index=1)
    expect(identity).to_contain_text("以 cnjd")


def test_what_is_not_there_is_told_calmly(site: Site, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{site.url}/shop/no-such-shop")
    expect(page.get_by_role("heading", name="没有找到这家店铺")).to_be_visible()
    page.goto(f"{site.shop}/products/no.such.product/")
    expect(page.get_by_role("heading", name="这件商品不在店里了")).to_be_visible()
    page.goto(f"{site.shop}?buyer=somebody&signature=00")
    page.get_by_role("link", name="以游客身份浏览").click()
    expect(page.locator(".tile")).to_have_count(PRODUCTS)


def test_english_is_english(site: Site, new_page: NewPage) -> None:
    chat = Chat(new_page(locale="en-GB"), site.shop)
    page = chat.page
    expect(page.locator(".tile")).to_have_count(PRODUCTS)
    chat.open()
    ours = page.locator(".search input, .chip, .shelf-head")
    assert [text for text in ours.all_inner_texts() if CHINESE.search(text)] == []
    expect(page.get_by_role("searchbox", name="Search products")).to_be_visible()
    expect(chat.panel.locator(".person")).to_have_text("Talk to a person")
    expect(chat.box).to_have_attribute("placeholder", "Ask a question…")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("searchbox", name="搜索商品")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (768, 1024), (1440, 900)])
def test_it_fits_every_screen(site: Site, new_page: NewPage, width: int, height: int) -> None:
    phone = width < 640
    chat = Chat(new_page(width, height, has_touch=phone, is_mobile=phone), site.shop)
    page = chat.page
    expect(page.locator(".tile")).to_have_count(PRODUCTS)
    assert overflow(page) == 0
    page.locator(".tile").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert overflow(page) == 0
    chat.open()
    chat.say("好" * 300 + "a" * 300)
    expect(chat.line("好" * 300 + "a" * 300)).to_have_count(1)
    sideways = chat.panel.locator(".log").evaluate("log => log.scrollWidth - log.clientWidth")
    assert sideways == 0
    box = chat.panel.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= height
    if phone:
        assert (box["width"], box["height"]) == (width, height)


@pytest.mark.parametrize(("scheme", "locale"), [("light", "zh-CN"), ("dark", "en-GB")])
def test_everybody_can_use_it(site: Site, new_page: NewPage, scheme: str, locale: str) -> None:
    chat = Chat(new_page(color_scheme=scheme, locale=locale), site.shop)
    page = chat.page
    expect(page.locator(".tile")).to_have_count(PRODUCTS)
    assert barriers(page) == []
    page.locator(".tile").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    chat.open()
    chat.say("在吗")
    expect(chat.line("在吗")).to_have_count(1)
    expect(chat.bot_lines.last).to_be_visible()
    expect(chat.panel.locator(".looking")).to_be_visible()
    assert barriers(page) == []


def test_a_silent_server_is_told_and_waited_for(site: Site, new_page: NewPage) -> None:
    page = new_page()
    page.clock.install()
    page.route("**/widget/sessions", lambda route: route.abort())
    page.goto(site.shop)
    page.wait_for_function("() => window.xiaoer")
    page.clock.run_for(7_000)
    expect(page.get_by_role("heading", name="暂时连不上店铺")).to_be_visible()
    page.unroute("**/widget/sessions")
    page.clock.run_for(30_000)
    expect(page.locator(".tile")).to_have_count(PRODUCTS)
