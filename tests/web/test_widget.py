"""The chat on a page, as a buyer uses it: asks, sees who answers, wants a person, rates."""

import base64
import http.server
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.servers.site import Site
from tests.web.chat import Chat, NewPage, open_chat
from tests.web.looks import barriers
from tests.web.staff import Staff

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_a_question_is_answered_by_name(site: Site, new_page: NewPage) -> None:
    chat = Chat(new_page(), site.buyer)
    chat.open()
    chat.say("我的快递到哪了")
    expect(chat.line("我的快递到哪了").last).to_be_visible()
    expect(chat.bot_lines.last).to_contain_text("JD")
    expect(chat.bot_lines.locator(".role").last).to_have_text("机器人")
    expect(chat.panel.locator(".who")).to_contain_text("机器人为您解答")
    expect(chat.box).to_have_value("")


def test_a_person_takes_over_and_is_rated(site: Site, new_page: NewPage, staff: Staff) -> None:
    chat = open_chat(new_page(), site)
    wanted = chat.panel.locator(".person")
    expect(wanted).to_have_text("转人工")
    wanted.click()
    expect(wanted).to_have_text("正在转人工")
    conversation = chat.conversation()
    staff.take(conversation)
    expect(wanted).to_have_text("人工服务中")
    staff.say(conversation, "您好，请问有什么可以帮您？")
    expect(chat.staff_lines.last).to_contain_text("请问有什么可以帮您")
    expect(chat.staff_lines.last.locator(".name")).to_contain_text(staff.name)
    expect(chat.panel.locator(".who")).to_contain_text(staff.name)
    staff.close(conversation)
    chat.panel.get_by_role("radio", name="4 星").check(force=True)
    assert barriers(chat.page) == []
    chat.panel.get_by_placeholder("说说原因（可不填）").fill("很快")
    chat.panel.get_by_role("button", name="提交评价").click()
    expect(chat.panel.get_by_text("谢谢您的评价")).to_be_visible()
    assert staff.conversation(conversation)["rating"] == 4


def test_after_the_end_one_can_ask_again(site: Site, new_page: NewPage, staff: Staff) -> None:
    chat = open_chat(new_page(), site)
    chat.say("在吗")
    expect(chat.line("在吗")).to_have_count(1)
    conversation = chat.conversation()
    staff.take(conversation)
    staff.close(conversation)
    expect(chat.panel.locator(".rating")).to_be_visible()
    chat.say("还有一个问题")
    expect(chat.line("还有一个问题")).to_have_count(1)
    expect(chat.panel.get_by_text("以上是之前的对话")).to_be_visible()
    expect(chat.panel.locator(".rating")).to_have_count(0)
    assert ("buyer", "还有一个问题") not in staff.lines(conversation)


def test_every_kind_of_content_is_drawn(site: Site, new_page: NewPage, staff: Staff) -> None:
    chat = open_chat(new_page(), site)
    conversation = chat.conversation()
    staff.take(conversation)
    contents: list[dict[str, Any]] = [
        {"kind": "choices", "text": "请选择", "options": [{"label": "到哪了", "say": "我的快递到哪了"}]},
        {"kind": "product_card", "product_id": "1", "title": "60升电热水器", "price_fen": 199905},
        {"kind": "order_card", "order_id": "313", "state": "in_transit", "total_fen": 100},
        {"kind": "parcel_card", "waybill_id": "JD01", "courier": "京东快递", "status": "派送中"},
        {"kind": "form", "text": "预约", "fields": [{"name": "when", "label": "上门时间", "required": True}]},
        {"kind": "file", "url": "/uploads/a.pdf", "name": "说明书.pdf", "size": 2048},
        {"kind": "sticker", "name": "thanks"},
        {"kind": "video", "url": "/uploads/a.mp4"},
    ]
    for content in contents:
        staff.say(conversation, content)
    expect(chat.staff_lines).to_have_count(len(contents))
    panel = chat.panel
    expect(panel.get_by_role("article", name="商品")).to_contain_text("¥1999.05")
    expect(panel.get_by_role("article", name="订单")).to_contain_text("运输中")
    expect(panel.get_by_role("article", name="物流")).to_contain_text("派送中")
    expect(panel.get_by_role("link", name="说明书.pdf")).to_contain_text("2 KB")
    expect(panel.get_by_role("img", name="表情 thanks")).to_be_visible()
    expect(panel.locator("video")).to_be_visible()
    assert barriers(chat.page) == []
    panel.get_by_label("上门时间").fill("周日上午")
    panel.get_by_role("button", name="提交").click()
    expect(chat.line("上门时间：周日上午")).to_have_count(1)
    panel.get_by_role("button", name="到哪了").click()
    expect(chat.line("我的快递到哪了")).to_have_count(1)


def test_a_picture_is_looked_at_and_sent(site: Site, new_page: NewPage, staff: Staff) -> None:
    chat = open_chat(new_page(), site)
    choose = chat.panel.locator("input[type=file]")
    choose.set_input_files({"name": "a.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"})
    expect(chat.panel.get_by_text("只能发 PNG、JPEG、WebP 或 GIF 图片")).to_be_visible()
    choose.set_input_files({"name": "a.gif", "mimeType": "image/gif", "buffer": bytes(5_300_000)})
    expect(chat.panel.get_by_text("图片太大了")).to_be_visible()
    choose.set_input_files({"name": "漏水.png", "mimeType": "image/png", "buffer": PIXEL})
    expect(chat.panel.get_by_alt_text("要发送的图片")).to_be_visible()
    chat.say("这里漏水")
    sent = chat.buyer_lines.last
    expect(sent).to_contain_text("这里漏水")
    expect(sent.locator("img")).to_have_js_property("naturalWidth", 1)
    sent.get_by_role("button", name="查看大图").click()
    expect(chat.panel.get_by_role("button", name="关闭大图")).to_be_visible()
    chat.page.keyboard.press("Escape")
    expect(chat.panel.get_by_role("button", name="关闭大图")).to_have_count(0)
    expect(chat.panel).to_be_visible()
    assert ("buyer", "这里漏水") in staff.lines(chat.conversation())


def test_nothing_is_sent_while_a_word_is_composed(site: Site, new_page: NewPage) -> None:
    chat = open_chat(new_page(), site)
    chat.box.focus()
    keyboard = chat.page.context.new_cdp_session(chat.page)
    keyboard.send("Input.imeSetComposition", {"text": "nihao", "selectionStart": 5, "selectionEnd": 5})
    expect(chat.box).to_have_value("nihao")
    # What an input method sends for the Enter that takes the word: a key "in process".
    composing = {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Enter", "code": "Enter"}
    keyboard.send("Input.dispatchKeyEvent", composing)
    expect(chat.box).not_to_have_value("")
    keyboard.send("Input.insertText", {"text": "你好"})
    expect(chat.box).to_have_value("你好")
    expect(chat.panel.locator(".line.buyer")).to_have_count(0)
    chat.box.press("Shift+Enter")
    chat.box.press("Enter")
    expect(chat.line("你好")).to_have_count(1)


def test_words_are_shown_as_they_are(site: Site, new_page: NewPage) -> None:
    chat = open_chat(new_page(), site)
    attack = "<img src=x onerror='window.hacked=1'> <b>粗</b> שלום עולם 👨‍👩‍👧‍👦"
    chat.say(attack)
    expect(chat.line(attack)).to_have_count(1)
    assert chat.panel.locator(".line.buyer img, .line.buyer b").count() == 0
    assert chat.page.evaluate("window.hacked") is None


def test_a_draft_outlives_the_page_and_unread_lines_are_counted(
    site: Site, new_page: NewPage, staff: Staff
) -> None:
    page = new_page()
    chat = open_chat(page, site)
    chat.say("在吗")
    expect(chat.line("在吗")).to_have_count(1)
    conversation = chat.conversation()
    staff.take(conversation)
    chat.box.fill("还没写完")
    chat = Chat(page, site.shop)
    staff.say(conversation, "在的")
    unread = chat.launcher.locator(".unread")
    expect(unread).not_to_have_count(0)
    chat.open()
    expect(chat.box).to_have_value("还没写完")
    expect(chat.staff_lines.last).to_contain_text("在的")
    chat.panel.get_by_role("button", name="收起对话").click()
    expect(chat.launcher).to_be_focused()
    expect(unread).to_have_count(0)
    staff.say(conversation, "还在吗")
    expect(unread).to_have_text("1")


def test_a_wrong_signature_is_told_calmly(site: Site, new_page: NewPage) -> None:
    chat = Chat(new_page(), f"{site.shop}?buyer=somebody&signature=00")
    chat.launcher.click()
    expect(chat.panel.locator(".calm")).to_contain_text("没能确认您的身份")


class _Foreign(http.server.BaseHTTPRequestHandler):
    """A shop's own old page: in GBK, without saying so, and with rules for every element."""

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        if "script" not in asked:
            self.send_error(404)
            return
        page = f"""<!doctype html><title>店</title><h1>老页面</h1>
            <style>* {{ letter-spacing: 9px; color: red !important; font: bold 40px serif }}
            button {{ background: lime; display: none }}</style>
            <script async src="{asked["script"][0]}" data-site-key="{asked["key"][0]}"></script>"""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page.encode("gbk"))

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def foreign() -> Iterator[str]:
    """Return the address of a foreign site."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Foreign)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_works_and_looks_the_same_on_any_page(site: Site, new_page: NewPage, foreign: str) -> None:
    key = site.shop.rsplit("/", 1)[1]
    chat = Chat(new_page(), f"{foreign}/?script={site.url}/widget.js&key={key}")
    chat.open()
    wanted = chat.panel.locator(".person")
    expect(wanted).to_have_text("转人工")
    for name, value in (("letter-spacing", "normal"), ("font-size", "13px"), ("font-weight", "400")):
        expect(wanted).to_have_css(name, value)
    expect(wanted).not_to_have_css("color", "rgb(255, 0, 0)")
    chat.say("在吗")
    expect(chat.line("在吗")).to_have_count(1)
