"""The trainer's desk in the console: teach, check drafts, try chats, test a change, publish, go back."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.servers.site import Site
from tests.web.chat import Chat, NewPage
from tests.web.desk import Desk, log_in
from tests.web.looks import barriers, overflow
from tests.web.staff import Staff
from tests.web.test_console_pages import chinese_words, shown_lines

SECTIONS = ("unanswered", "drafts", "trials", "tests", "releases", "report")
WAIT_MS = 30_000  # a job of the desk on a busy machine


def at_desk(desk: Desk, section: str) -> Page:
    desk.page.goto(f"{desk.url}/training/{section}")
    return desk.page


def asked_in_vain(new_page: NewPage, site: Site, question: str) -> str:
    """Let a visitor ask something and then want a person; return the conversation."""
    return answered(Chat(new_page(), site.shop), f"{question}，转人工").conversation()


def answered(chat: Chat, question: str) -> Chat:
    """Ask after the welcome, and wait for the answer."""
    chat.open()
    expect(chat.bot_lines.first).to_be_visible()
    before = chat.bot_lines.count()
    chat.say(question)
    expect(chat.bot_lines.nth(before)).to_be_visible()
    return chat


def uploaded(page: Page, name: str, text: str) -> None:
    """Hand a file in and wait until it has been read."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="上传资料").click()
    chooser.value.set_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    expect(page.get_by_text(re.compile(f"{name}：读出 \\d+ 条草稿"))).to_be_visible(timeout=WAIT_MS)


def draft(page: Page, question: str) -> None:
    page.locator(".row").filter(has_text=question).get_by_role("link").click()
    expect(page.get_by_role("dialog").get_by_label("标准问法")).to_have_value(question)


def new_set(page: Page, name: str, say: str, must: str) -> None:
    """Make a test set of one question."""
    page.get_by_role("button", name="新建测试集").click()
    page.get_by_label("名称").fill(name)
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    page.get_by_role("button", name="写一条").click()
    page.get_by_label("买家说").fill(say)
    page.get_by_label("回答里要有").fill(must)
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(page.locator(".row").filter(has_text=say)).to_contain_text(must)


def test_what_was_asked_in_vain_is_taught_and_taken_back(site: Site, new_page: NewPage) -> None:
    question = "你们车间的吉祥物小团子几岁了"
    asked_in_vain(new_page, site, question)
    page = at_desk(log_in(new_page(), site), "unanswered")
    row = page.locator(".row").filter(has_text=question)
    row.get_by_role("link").click(timeout=WAIT_MS)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("region", name="买家原话")).to_contain_text(question)
    dialog.get_by_label("标准问法").fill(question)
    dialog.get_by_label("回答", exact=True).fill("小团子今年三岁啦。")
    assert barriers(page) == []
    dialog.get_by_label("回答", exact=True).press("Control+Enter")
    expect(dialog.get_by_text(re.compile("已发布，版本 \\d+"))).to_be_visible()
    chat = answered(Chat(new_page(), site.shop), question)
    expect(chat.bot_lines.last).to_contain_text("三岁")
    dialog.get_by_role("button", name="撤销").click()
    expect(dialog.get_by_label("回答", exact=True)).to_be_visible()
    expect(row).to_have_count(1)
    dialog.get_by_role("button", name="不用学").click()
    expect(row).to_have_count(0)


def test_files_become_drafts_that_are_approved_and_undone(site: Site, new_page: NewPage) -> None:
    page = at_desk(log_in(new_page(), site), "drafts")
    uploaded(
        page, "快捷短语.csv", "问题,答案\n搪瓷内胆保几年,搪瓷内胆包换八年。\n能不能刻字,机身不支持刻字。\n"
    )
    draft(page, "搪瓷内胆保几年")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("region", name="出处")).to_contain_text("快捷短语.csv · 第2行")
    assert barriers(page) == []
    dialog.get_by_label("回答", exact=True).fill("搪瓷内胆八年包换。")
    dialog.get_by_role("button", name="通过并发布").click()
    expect(dialog.get_by_role("status").filter(has_text="通过了 1 条，已发布为版本")).to_be_visible()
    expect(dialog).to_contain_text("搪瓷内胆八年包换。")
    page.locator(".ant-drawer-close").click()
    page.get_by_label("选择「能不能刻字」").check()
    page.get_by_role("button", name="不要").click()
    came = page.locator(".came").filter(has_text="1 条不要了")
    expect(page.locator(".row").filter(has_text="能不能刻字")).to_have_count(0)
    came.get_by_role("button", name="撤销").click()
    expect(page.locator(".row").filter(has_text="能不能刻字")).to_have_count(1)
    page.get_by_role("button", name="资料", exact=True).click()
    expect(page.get_by_role("dialog", name="资料")).to_contain_text("2 条草稿")


def test_what_a_change_would_break_is_shown_and_must_be_accepted(
    site: Site, new_page: NewPage, staff: Staff
) -> None:
    page = at_desk(log_in(new_page(), site), "drafts")
    uploaded(page, "规定.csv", "问题,答案\n展厅几点关门,展厅每天21点关门。\n")
    draft(page, "展厅几点关门")
    page.get_by_role("dialog").get_by_role("button", name="通过并发布").click()
    expect(page.get_by_text(re.compile("通过了 1 条"))).to_be_visible()
    page.locator(".ant-drawer-close").click()
    page.get_by_role("link", name="测试集").click()
    new_set(page, "展厅", "展厅几点关门", "21点")
    page.get_by_role("button", name="运行", exact=True).click()
    expect(page.locator(".sum").filter(has_text="通过")).to_contain_text("1 / 1", timeout=WAIT_MS)
    assert barriers(page) == []
    page.get_by_role("link", name=re.compile("^草稿")).click()
    changed = drafted(staff, site, "展厅几点关门", "展厅每天22点关门。")
    page.goto(f"{page.url.split('/training')[0]}/training/drafts/{changed}")
    expect(page.get_by_role("region", name="出处")).to_contain_text("展厅每天21点关门。")
    page.get_by_role("dialog").get_by_role("button", name="先看会影响什么").click()
    page.get_by_role("menuitem", name=re.compile("展厅")).click()
    broken = page.locator(".pair-card")
    expect(broken).to_contain_text("没说到「21点」", timeout=WAIT_MS)
    expect(broken).to_contain_text("展厅每天22点关门")
    publish = page.get_by_role("button", name="发布这 1 条草稿")
    expect(publish).to_be_disabled()
    assert barriers(page) == []
    page.get_by_label(re.compile("接受 1 条测试不再通过")).check()
    publish.click()
    page.get_by_role("link", name=re.compile("已发布为版本")).click()
    expect(page.get_by_role("dialog")).to_contain_text("展厅每天22点关门。")


def drafted(staff: Staff, site: Site, question: str, answer: str) -> str:
    """Write a draft over HTTP that changes the entry with this question; return its id."""
    shop = shop_of(staff, site)
    found = staff.ask("GET", f"/shops/{shop}/faqs?limit=200&q={question}")["items"]
    entry = next(item["id"] for item in found if item["question"] == question)
    body = {"question": question, "answer": answer, "entry_id": entry}
    return str(staff.ask("POST", f"/training/drafts/{shop}", body)["id"])


def shop_of(staff: Staff, site: Site) -> str:
    """Return the id of the shop whose page the site names."""
    shops = staff.ask("GET", "/shops")["items"]
    return str(next(shop["id"] for shop in shops if site.shop.endswith(shop["site_key"])))


def test_a_release_is_looked_at_and_gone_back_from(site: Site, new_page: NewPage, staff: Staff) -> None:
    shop = shop_of(staff, site)
    body = {"question": "样机能不能买走", "answer": "样机不单卖。"}
    made = staff.ask("POST", f"/training/drafts/{shop}", body)
    done = staff.ask("POST", f"/training/drafts/{shop}/approve", {"draft_ids": [made["id"]]})
    page = at_desk(log_in(new_page(), site), "releases")
    page.locator(".row-link").filter(has_text="样机能不能买走").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".pair-card")).to_contain_text("样机不单卖")
    dialog.get_by_role("button", name="回到这个版本之前").click()
    preview = dialog.get_by_role("region", name="回退会这样改")
    expect(preview).to_contain_text("撤回 1 个版本，改动 1 条问答")
    expect(preview).to_contain_text("删除")
    assert barriers(page) == []
    preview.get_by_role("button", name="确认回退").click()
    expect(dialog.get_by_text(f"已回退，这次回退是版本 {done['release'] + 1}")).to_be_visible()
    expect(page.locator(".row").first).to_contain_text(f"回到版本 {done['release']} 之前")


def test_chats_of_people_are_tried_unseen(site: Site, new_page: NewPage, staff: Staff) -> None:
    conversation = asked_in_vain(new_page, site, "团购二十台怎么算")
    staff.take(conversation)
    staff.say(conversation, "二十台以上每台再减一百元，我给您改价。")
    page = at_desk(log_in(new_page(), site), "trials")
    page.get_by_role("button", name="开始试跑").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("今天").check()
    dialog.get_by_role("button", name="开始试跑").click()
    pair = page.locator(".pair-card").filter(has_text="团购二十台怎么算")
    expect(pair).to_contain_text("二十台以上每台再减一百元", timeout=WAIT_MS)
    expect(page.locator(".sum").filter(has_text="能答")).to_contain_text("轮里能答")
    assert barriers(page) == []
    for word in ("答中", "不一样", "没答上"):
        page.get_by_role("region", name="逐轮对比").locator("label").filter(has_text=word).click()
        expect(page.locator(".skeleton")).to_have_count(0)


def test_why_shows_how_a_turn_was_thought(site: Site, new_page: NewPage) -> None:
    chat = answered(Chat(new_page(), site.buyer), "我的快递到哪了，急死了")
    desk = log_in(new_page(), site)
    desk.open(chat.conversation())
    spoken = chat.bot_lines.last.inner_text().splitlines()[0][:12]
    expect(desk.page.get_by_text(spoken).last).to_be_visible()
    desk.page.get_by_role("button", name="依据").last.click()
    told = desk.page.get_by_role("region", name="怎么想的")
    expect(told).to_contain_text("买家想要")
    expect(told).to_contain_text("很急")
    expect(told).to_contain_text("用时")
    expect(told.locator("pre")).to_be_hidden()
    assert barriers(desk.page) == []
    told.get_by_text("原始记录").click()
    expect(told.locator("pre")).to_contain_text('"wishes"')


@pytest.mark.parametrize(
    ("language", "width", "appearance"),
    [("zh-CN", 1440, "light"), ("en", 1440, "dark"), ("zh-CN", 390, "dark"), ("en", 390, "light")],
)
def test_every_part_is_usable(
    site: Site, new_page: NewPage, language: str, width: int, appearance: str
) -> None:
    desk = log_in(new_page(width, 900), site, language, appearance)
    for section in SECTIONS:
        desk.go(f"training/{section}")
        expect(desk.page.locator(".row, .nothing, .panel, .drop").first).to_be_visible()
        expect(desk.page.locator(".skeleton, .ant-btn-loading")).to_have_count(0)
        assert barriers(desk.page) == [], section
        assert overflow(desk.page) == 0, section
        if language == "en":
            assert shown_lines(desk.page) & chinese_words() == set(), section


def test_tests_leave_and_come_back_as_lines(site: Site, new_page: NewPage, tmp_path: Path) -> None:
    page = at_desk(log_in(new_page(), site), "tests")
    new_set(page, "来回", "几点发货", "16点")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 JSONL").click()
    kept = tmp_path / "tests.jsonl"
    download.value.save_as(kept)
    [line] = kept.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["say"] == "几点发货"
    kept.write_text(f'{line}\n{{"id": "two", "say": "包邮吗", "any": ["包邮"]}}\n', encoding="utf-8")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="导入 JSONL").click()
    chooser.value.set_files(kept)
    expect(page.get_by_text("收进了 2 条。")).to_be_visible()
    expect(page.locator(".row")).to_have_count(2)
    kept.write_text("[1]\n", encoding="utf-8")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="导入 JSONL").click()
    chooser.value.set_files(kept)
    expect(page.get_by_text("测试的格式不对")).to_be_visible()


def test_two_wordings_are_compared_honestly(site: Site, new_page: NewPage, staff: Staff) -> None:
    shop = shop_of(staff, site)
    body = {"question": "展会门票怎么领", "answer": "凭订单号领。", "variants": ["报订单号就能领。"]}
    staff.ask("PUT", f"/shops/{shop}/faqs/contest-1", body)
    chat = answered(Chat(new_page(), site.shop), "展会门票怎么领")
    expect(chat.bot_lines.last).to_contain_text("领")
    page = at_desk(log_in(new_page(), site), "report")
    contest = page.get_by_role("region", name="两种说法比一比")
    expect(contest).to_contain_text("数据还不够")
    expect(contest.locator(".pair-card")).to_have_count(2)
    assert barriers(page) == []
