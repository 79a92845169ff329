"""The other pages of the console, and that every page is usable by everybody in every look."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.servers.site import Site
from tests.web.chat import Chat, NewPage
from tests.web.desk import Desk, log_in
from tests.web.looks import barriers, overflow

EXPORTS = Path(__file__).parents[1] / "fixtures" / "exports"
# What they show is a shop's data: what Chinese buyers say, and what they are told.
IN_CHINESE = ("knowledge/intents", "knowledge/procedures")
PATHS = (
    "desk",
    "orders",
    "products",
    "knowledge/faqs",
    "knowledge/faqs/new",
    "knowledge/likenesses",
    "knowledge/intents",
    "knowledge/intents/new",
    "knowledge/procedures",
    "knowledge/procedures/return",
    "knowledge/procedures/~versions",
    "knowledge/emergency",
    "knowledge/emergency/rule~new",
    "knowledge/emergency/notice~new",
    "imports",
    "settings/shops",
    "settings/staff",
    "settings/roles",
    "settings/keys",
    "settings/trail",
    "settings/letters",
    "settings/account",
)
WORDS = Path(__file__).parents[2] / "web" / "apps" / "console" / "src" / "words" / "zh"
SAID = re.compile(r'"([^"]+)"')
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_an_order_opens_and_shows_personal_data_only_when_asked(site: Site, new_page: NewPage) -> None:
    desk = log_in(new_page(), site)
    desk.page.goto(f"{desk.url}/orders")
    desk.page.get_by_role("link", name="114503292673").click()
    drawer = desk.page.get_by_role("dialog")
    expect(drawer).to_contain_text("潘**")
    expect(drawer).to_contain_text("¥3,999.00")
    drawer.get_by_role("button", name="显示完整信息").click()
    expect(drawer).not_to_contain_text("潘**")
    desk.page.goto(f"{desk.url}/settings/trail")
    expect(desk.page.get_by_role("cell", name="查看买家完整信息").first).to_be_visible()


def test_a_product_is_found_by_its_title(site: Site, new_page: NewPage) -> None:
    desk = log_in(new_page(), site)
    desk.page.goto(f"{desk.url}/products")
    expect(desk.page.get_by_role("link")).not_to_have_count(0)
    desk.page.get_by_label("搜索商品名或商品 ID").fill("F6033-UD3")
    only = desk.page.get_by_role("link", name="F6033-UD3(HE)")
    expect(desk.page.locator(".row")).to_have_count(1)
    only.click()
    expect(desk.page.get_by_role("dialog")).to_contain_text("710×316×555mm")
    desk.page.get_by_label("搜索商品名或商品 ID").fill("不会有的商品")
    expect(desk.page.get_by_text("没有找到「不会有的商品」")).to_be_visible()


def upload(desk: Desk, *names: str) -> None:
    """Hand in files of the fixtures and wait for the preview."""
    desk.page.goto(f"{desk.url}/imports")
    with desk.page.expect_file_chooser() as chooser:
        desk.page.get_by_role("button", name="选择文件").click()
    chooser.value.set_files([EXPORTS / name for name in names])
    expect(desk.page.locator(".import-title").first).to_be_visible()


def test_files_are_previewed_and_imported(site: Site, new_page: NewPage) -> None:
    desk = log_in(new_page(), site)
    upload(desk, "plain_products.csv")
    expect(desk.page.get_by_text("识别为：通用表格")).to_be_visible()
    expect(desk.page.locator(".mapping tr", has_text="商品名称").first).to_contain_text("立式风扇")
    desk.page.get_by_role("button", name=re.compile("^导入 2 条$")).click()
    expect(desk.page.get_by_text("导入完成，处理了 2 条。")).to_be_visible()
    assert barriers(desk.page) == []
    desk.page.goto(f"{desk.url}/products")
    desk.page.get_by_label("搜索商品名或商品 ID").fill("P-1001")
    expect(desk.page.get_by_role("link", name="立式风扇")).to_be_visible()


def test_bad_rows_are_shown_and_stop_an_import_until_they_are_skipped(site: Site, new_page: NewPage) -> None:
    desk = log_in(new_page(), site)
    upload(desk, "qianniu_orders_damaged.csv", "qianniu_items.csv")
    expect(desk.page.get_by_text("识别为：千牛")).to_be_visible()
    bad = desk.page.get_by_role("table", name="坏行")
    expect(bad).to_contain_text("科学计数")
    expect(bad).to_contain_text("订单编号")
    start = desk.page.get_by_role("button", name=re.compile("^导入 1 条$"))
    expect(start).to_be_disabled()
    assert barriers(desk.page) == []
    desk.page.get_by_label(re.compile("^跳过")).click()
    start.click()
    expect(desk.page.get_by_text("导入完成，处理了 1 条。")).to_be_visible()


def test_settings_make_a_person_a_role_and_a_key(site: Site, new_page: NewPage) -> None:
    desk = log_in(new_page(), site)
    page = desk.page
    page.goto(f"{desk.url}/settings/staff")
    page.get_by_role("button", name="新增员工").click()
    page.get_by_label("姓名").fill("临时客服")
    page.get_by_label("账号").fill("temp-agent")
    page.get_by_label("初始密码").fill("quite long and odd")
    page.get_by_role("button", name="保存").click()
    row = page.get_by_role("row").filter(has_text="temp-agent")
    expect(row).to_contain_text("客服")
    page.goto(f"{desk.url}/settings/roles")
    page.get_by_role("button", name="新增角色").click()
    page.get_by_label("角色名称").fill("夜班组长")
    page.get_by_label("看会话").check()
    page.get_by_role("dialog").get_by_role("button", name="新增角色").click()
    expect(page.locator(".role").filter(has_text="夜班组长")).to_contain_text("看会话")
    page.goto(f"{desk.url}/settings/keys")
    page.get_by_role("button", name="新建密钥").click()
    page.get_by_label("名称").fill("ERP 同步")
    page.get_by_label("看订单").check()
    page.get_by_role("dialog").get_by_role("button", name="新建密钥").click()
    expect(page.get_by_text("密钥只显示这一次")).to_be_visible()
    page.get_by_role("button", name="已经保存好了").click()
    row = page.get_by_role("row").filter(has_text="ERP 同步")
    row.get_by_role("button", name="作废").click()
    page.locator(".ant-popconfirm").get_by_role("button", name="作废").click()
    expect(row).to_contain_text("已作废")


def test_a_shops_voice_is_saved_and_its_snippet_shown(site: Site, new_page: NewPage) -> None:
    desk = log_in(new_page(), site)
    page = desk.page
    page.goto(f"{desk.url}/settings/shops")
    page.get_by_role("link", name="美的旗舰店（示例）").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.locator(".code")).to_contain_text("/widget.js")
    name = drawer.get_by_label("机器人名字")
    kept = name.input_value()
    name.fill("小美")
    drawer.get_by_role("button", name="保存").click()
    expect(drawer.get_by_text("已保存")).to_be_visible()
    name.fill(kept)
    drawer.get_by_role("button", name="保存").click()
    expect(drawer.get_by_text("已保存")).to_be_visible()


def shown_lines(page: Page) -> set[str]:
    """Return every line of text on the page, labels, titles and placeholders included."""
    lines: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('[aria-label], [title], [placeholder]')]
          .flatMap((one) => ['aria-label', 'title', 'placeholder'].map((name) => one.getAttribute(name)))
          .filter((text) => text !== null)
          .concat(document.body.innerText.split('\\n'))"""
    )
    return {line.strip() for line in lines}


def chinese_words() -> set[str]:
    """Return what the console says in Chinese; the brand is the same in both languages."""
    found = {text for path in WORDS.glob("*.ts") for text in SAID.findall(path.read_text(encoding="utf-8"))}
    return {text for text in found if CHINESE.search(text)} - {"小二"}


@pytest.mark.parametrize(
    ("language", "width", "appearance"),
    [("zh-CN", 1440, "light"), ("en", 1440, "dark"), ("zh-CN", 390, "dark"), ("en", 768, "light")],
)
def test_every_page_is_usable(
    site: Site, new_page: NewPage, language: str, width: int, appearance: str
) -> None:
    desk = log_in(new_page(width, 900), site, language, appearance)
    for path in PATHS:
        desk.go(path)
        expect(desk.page.locator(".row, .nothing, .panel, .queue-row, .desk-welcome").first).to_be_visible()
        expect(desk.page.locator(".skeleton")).to_have_count(0)
        assert barriers(desk.page) == [], path
        assert overflow(desk.page) == 0, path
        if language == "en" and not path.startswith(IN_CHINESE):
            assert shown_lines(desk.page) & chinese_words() == set(), path


@pytest.mark.parametrize("width", [1440, 320])
def test_a_conversation_is_usable_by_everybody(site: Site, new_page: NewPage, width: int) -> None:
    chat = Chat(new_page(), site.buyer)
    chat.open()
    chat.say("我的快递到哪了")
    expect(chat.bot_lines.last).to_contain_text("JD")
    desk = log_in(new_page(width, 800), site)
    desk.open(chat.conversation())
    expect(desk.page.locator(".message[data-speaker=bot]").last).to_be_visible()
    assert barriers(desk.page) == []
    assert overflow(desk.page) == 0


def test_a_phone_shows_one_column_at_a_time(site: Site, new_page: NewPage) -> None:
    chat = Chat(new_page(), site.buyer)
    chat.open()
    chat.say("你好")
    desk = log_in(new_page(390, 780, has_touch=True), site)
    desk.rows.first.click()
    expect(desk.page.locator(".heading")).to_be_visible()
    expect(desk.page.locator(".queue")).to_be_hidden()
    desk.page.get_by_role("button", name="买家资料").click()
    expect(desk.page.locator(".about")).to_be_visible()
    expect(desk.history).to_be_hidden()
    desk.page.get_by_role("button", name="收起买家资料").click()
    desk.page.get_by_role("button", name="返回列表").click()
    expect(desk.page.locator(".queue")).to_be_visible()


def test_language_and_look_change_at_once_and_stay(site: Site, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{site.url}/console/login?login={site.login}:{site.password}")
    page.locator("button[type=submit]").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-appearance", "dark")
    page.reload()
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-appearance", "dark")
    page.get_by_role("button", name=re.compile("Log out")).click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
