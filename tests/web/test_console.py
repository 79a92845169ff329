"""The desk as an agent works at it: log in, see who waits, take, reply, give back, close."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.servers.site import Site
from tests.web.chat import Chat, NewPage, open_chat
from tests.web.desk import log_in
from tests.web.staff import Staff


def waiting(new_page: NewPage, site: Site, words: str) -> tuple[Chat, str]:
    """Return a buyer who wants a person, and the conversation."""
    chat = open_chat(new_page(), site)
    chat.say(words)
    expect(chat.line(words)).to_have_count(1)
    chat.panel.locator(".person").click()
    expect(chat.panel.locator(".person")).to_have_text("正在转人工")
    return chat, chat.conversation()


def test_a_wrong_password_is_told_and_the_login_is_kept(site: Site, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{site.url}/console/orders")
    expect(page).to_have_url(f"{site.url}/console/login")
    page.get_by_label("账号").fill(site.login)
    page.get_by_label("密码", exact=True).fill("not this one")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_have_text("账号或密码不对。")
    expect(page.get_by_label("账号")).to_have_value(site.login)
    page.get_by_label("密码", exact=True).fill(site.password)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(f"{site.url}/console/orders")


def test_a_ready_login_leaves_no_password_in_the_address(site: Site, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{site.url}/console/?login={site.login}:{site.password}")
    expect(page.get_by_text("示例账号已经填好")).to_be_visible()
    assert urlsplit(page.url).query == ""


def test_an_agent_takes_replies_gives_back_and_closes(site: Site, new_page: NewPage) -> None:
    chat, conversation = waiting(new_page, site, "热水器漏水了怎么办")
    desk = log_in(new_page(), site)
    desk.page.get_by_text("待接入", exact=True).first.click()
    desk.row("热水器漏水了怎么办").or_(desk.rows).first.wait_for()
    desk.open(conversation)
    expect(desk.box).to_be_disabled()
    desk.act("接入")
    expect(desk.box).to_be_focused()
    desk.say("您好，我是店主，请先关掉进水阀")
    expect(desk.said("您好，我是店主，请先关掉进水阀")).to_have_count(1)
    expect(chat.staff_lines.last).to_contain_text("请先关掉进水阀")
    chat.say("好的，关了")
    expect(desk.messages.last).to_contain_text("好的，关了")
    desk.act("交回机器人")
    expect(desk.page.locator(".composer-reason")).to_contain_text("机器人正在接待")
    desk.act("结束")
    expect(desk.page.locator(".composer-reason")).to_contain_text("会话已结束")
    desk.act("重新打开")
    expect(desk.box).to_be_enabled()


def test_the_machines_words_open_their_evidence(site: Site, new_page: NewPage) -> None:
    chat = Chat(new_page(), site.buyer)
    chat.open()
    chat.say("我的快递到哪了")
    expect(chat.bot_lines.last).to_contain_text("JD")
    desk = log_in(new_page(), site)
    desk.open(chat.conversation())
    answer = desk.page.locator(".message[data-speaker=bot]").filter(has_text="JD").last
    answer.get_by_role("button", name="依据").click()
    drawer = desk.page.get_by_role("dialog")
    expect(drawer).to_contain_text("机器人为什么这么说")
    expect(drawer.locator("li").first).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    about = desk.page.locator(".about")
    expect(about).to_contain_text("**")
    expect(about.locator(".order-card").first).to_contain_text("¥")
    expect(about.locator(".scans li").first).to_be_visible()


def test_enter_does_not_send_while_an_input_method_composes(site: Site, new_page: NewPage) -> None:
    _, conversation = waiting(new_page, site, "输入法")
    desk = log_in(new_page(), site)
    desk.open(conversation)
    desk.act("接入")
    desk.box.fill("nihao")
    composing = "{key: 'Enter', isComposing: true, bubbles: true, cancelable: true}"
    desk.box.evaluate(f"(box) => box.dispatchEvent(new KeyboardEvent('keydown', {composing}))")
    expect(desk.box).to_have_value("nihao")
    desk.box.press("Shift+Enter")
    expect(desk.box).to_have_value("nihao\n")
    desk.box.press("Enter")
    expect(desk.said("nihao")).to_have_count(1)


def test_a_draft_survives_a_reload_and_another_conversation(site: Site, new_page: NewPage) -> None:
    _, first = waiting(new_page, site, "第一个")
    _, second = waiting(new_page, site, "第二个")
    desk = log_in(new_page(), site)
    desk.open(first)
    desk.act("接入")
    desk.box.fill("还没写完")
    desk.open(second)
    expect(desk.box).to_have_value("")
    desk.open(first)
    desk.page.reload()
    expect(desk.box).to_have_value("还没写完")


def test_what_is_sent_through_a_broken_connection_arrives_once(
    site: Site, new_page: NewPage, staff: Staff
) -> None:
    chat, conversation = waiting(new_page, site, "网络不好")
    desk = log_in(new_page(), site)
    desk.open(conversation)
    desk.act("接入")
    expect(desk.box).to_be_enabled()
    tries = 0

    def lose_the_answer(route: Route) -> None:
        # The server hears it, the page never learns: the worst that a bad line can do.
        nonlocal tries
        tries += 1
        if tries == 1:
            route.fetch()
        if tries <= 2:
            route.abort()
        else:
            route.continue_()

    desk.page.route(re.compile(r"/conversations/[^/]+/messages$"), lose_the_answer)
    desk.say("马上为您处理")
    expect(desk.said("马上为您处理")).to_have_count(1)
    expect(chat.staff_lines.filter(has_text="马上为您处理")).to_have_count(1)
    expect(desk.page.locator(".message[data-state]")).to_have_count(0)
    assert staff.lines(conversation).count(("staff", "马上为您处理")) == 1


def test_a_refused_message_gives_its_words_back(site: Site, new_page: NewPage, staff: Staff) -> None:
    _, conversation = waiting(new_page, site, "换人了")
    desk = log_in(new_page(), site)
    desk.open(conversation)
    desk.act("接入")
    expect(desk.box).to_be_enabled()
    desk.page.route(
        re.compile(r"/conversations/[^/]+/messages$"),
        lambda route: route.fulfill(
            status=409,
            content_type="application/problem+json",
            body='{"code": "holder_changed", "status": 409}',
        ),
    )
    desk.say("这句会被拒绝")
    refused = desk.page.locator(".message[data-state=refused]")
    expect(refused).to_contain_text("已经换人接待")
    refused.get_by_role("button", name="放回输入框").click()
    expect(desk.box).to_have_value("这句会被拒绝")
    expect(refused).to_have_count(0)
    assert ("staff", "这句会被拒绝") not in staff.lines(conversation)


def test_the_queue_is_walked_by_keyboard(site: Site, new_page: NewPage) -> None:
    waiting(new_page, site, "键盘一")
    waiting(new_page, site, "键盘二")
    desk = log_in(new_page(), site)
    expect(desk.rows.nth(1)).to_be_visible()
    desk.page.keyboard.press("j")
    expect(desk.rows.nth(0)).to_have_attribute("data-pointed", "true")
    desk.page.keyboard.press("j")
    expect(desk.rows.nth(1)).to_have_attribute("data-pointed", "true")
    desk.page.keyboard.press("k")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".heading")).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(desk.page.get_by_text("从左边选一个会话")).to_be_visible()


def test_rows_stay_under_the_pointer(site: Site, new_page: NewPage) -> None:
    first, _ = waiting(new_page, site, "先来的")
    second, _ = waiting(new_page, site, "后来的")
    desk = log_in(new_page(), site)
    expect(desk.rows.nth(1)).to_be_visible()
    before = desk.rows.locator("strong").all_inner_texts()
    places = desk.page.evaluate("[...document.querySelectorAll('.queue li')].map((li) => li.style.transform)")
    desk.rows.nth(1).hover()
    first.say("还在吗，先来的")
    second.say("还在吗，后来的")
    expect(desk.row("还在吗，后来的")).to_be_visible()
    expect(desk.row("还在吗，先来的")).to_be_visible()
    assert desk.rows.locator("strong").all_inner_texts() == before
    after = desk.page.evaluate("[...document.querySelectorAll('.queue li')].map((li) => li.style.transform)")
    assert after == places


def test_an_ended_session_leads_to_the_door_and_says_why(site: Site, new_page: NewPage) -> None:
    desk = log_in(new_page(), site)
    desk.page.evaluate(
        """async () => {
          const {token} = JSON.parse(localStorage.getItem('xiaoer.session'));
          const headers = {authorization: `Bearer ${token}`};
          await fetch('/api/v1/sessions/current', {method: 'DELETE', headers});
        }"""
    )
    desk.page.goto(f"{desk.url}/products")
    expect(desk.page.get_by_text("登录已过期，请重新登录。")).to_be_visible()


@pytest.mark.parametrize("path", ["/nowhere", "/desk/cnv_nobody"])
def test_a_strange_address_says_so(site: Site, new_page: NewPage, path: str) -> None:
    desk = log_in(new_page(), site)
    desk.page.goto(f"{desk.url}{path}")
    expect(desk.page.get_by_text(re.compile("没有这个页面|没有这个会话"))).to_be_visible()
