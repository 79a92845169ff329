"""The chat over a line that breaks: nothing lost, nothing twice, and a calm word."""

from playwright.sync_api import expect

from tests.servers.site import Site
from tests.web.chat import NewPage, Wire, open_chat
from tests.web.staff import Staff


def test_a_line_whose_acknowledgement_was_lost_is_there_once(
    site: Site, new_page: NewPage, staff: Staff
) -> None:
    page = new_page()
    wire = Wire(page)
    chat = open_chat(page, site)
    conversation = chat.conversation()
    staff.take(conversation)
    wire.swallow_acks = True
    chat.say("第一句")
    expect(chat.unsent).to_have_count(1)
    while not any("第一句" in sent for sent in wire.sent):
        page.wait_for_timeout(20)
    wire.swallow_acks = False
    wire.cut()
    expect(chat.line("第一句")).to_have_count(1)
    expect(chat.unsent).to_have_count(0)
    assert staff.lines(conversation).count(("buyer", "第一句")) == 1


def test_what_was_said_meanwhile_comes_once_and_in_order(site: Site, new_page: NewPage, staff: Staff) -> None:
    page = new_page()
    wire = Wire(page)
    chat = open_chat(page, site)
    conversation = chat.conversation()
    staff.take(conversation)
    staff.say(conversation, "一")
    expect(chat.staff_lines).to_have_count(1)
    wire.cut(stay_down=True)
    staff.say(conversation, "二")
    staff.say(conversation, "三")
    chat.say("四")
    expect(chat.panel.locator(".calm")).to_contain_text("网络断开了")
    expect(chat.unsent).to_contain_text("等网络恢复后发出")
    wire.down = False
    expect(chat.line("四")).to_have_count(1)
    expect(chat.panel.locator(".calm")).to_be_empty()
    shown = chat.panel.locator(".line .words").all_inner_texts()
    assert [text for text in shown if text in {"一", "二", "三", "四"}] == ["一", "二", "三", "四"]


def test_a_line_written_without_network_outlives_the_page(
    site: Site, new_page: NewPage, staff: Staff
) -> None:
    page = new_page()
    wire = Wire(page)
    chat = open_chat(page, site)
    conversation = chat.conversation()
    staff.take(conversation)
    wire.cut(stay_down=True)
    chat.say("离线写的")
    expect(chat.unsent).to_have_count(1)
    wire.down = False
    chat = open_chat(page, site)
    expect(chat.line("离线写的")).to_have_count(1)
    assert staff.lines(conversation).count(("buyer", "离线写的")) == 1


def test_two_tabs_of_one_buyer_show_the_same(site: Site, new_page: NewPage) -> None:
    page = new_page()
    first = open_chat(page, site)
    first.say("从第一个窗口")
    expect(first.line("从第一个窗口")).to_have_count(1)
    second = open_chat(page.context.new_page(), site)
    expect(second.line("从第一个窗口")).to_have_count(1)
    second.say("从第二个窗口")
    expect(first.line("从第二个窗口")).to_have_count(1)
    assert first.conversation() == second.conversation()
