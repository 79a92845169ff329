"""Knowledge in the console: questions, duplicates, intents, emergency answers, and the banner on the desk."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.servers.site import Site
from tests.web.chat import Chat, NewPage
from tests.web.desk import Desk, log_in
from tests.web.looks import barriers, overflow


def press_save(page: Page) -> None:
    """Press the drawer's primary button, whose mark of being busy may still be fading."""
    page.get_by_role("dialog").locator("button[type=submit]").click()


def save(page: Page) -> None:
    """Save what the drawer shows."""
    press_save(page)
    expect(page.get_by_role("dialog").get_by_text("已保存")).to_be_visible()


def words_into(page: Page, label: str, *words: str) -> None:
    """Type words into a field of several."""
    field = page.get_by_role("dialog").get_by_label(label, exact=True)
    for word in words:
        field.fill(word)
        field.press("Enter")


def remove(page: Page) -> None:
    """Delete what the drawer shows."""
    page.get_by_role("dialog").get_by_role("button", name="删除", exact=True).click()
    page.locator(".ant-popconfirm").get_by_role("button", name="删除").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def at_knowledge(desk: Desk, section: str) -> Page:
    desk.page.goto(f"{desk.url}/knowledge/{section}")
    return desk.page


def write_faq(page: Page, question: str, answer: str) -> None:
    page.get_by_role("button", name="新增问答").click()
    page.get_by_label("问题", exact=True).fill(question)
    page.get_by_label("答案", exact=True).fill(answer)
    page.get_by_label("相似问法").fill(f"请教一下{question}\n想知道{question}")
    save(page)
    page.get_by_role("dialog").get_by_role("button", name="Close").or_(
        page.locator(".ant-drawer-close")
    ).first.click()


def test_a_question_is_written_found_and_taken_out(site: Site, new_page: NewPage) -> None:
    page = at_knowledge(log_in(new_page(), site), "faqs")
    write_faq(page, "旧机上门拆卸要提前几天说", "提前两天说就可以。")
    page.get_by_label("搜索问题、问法或答案").fill("上门拆卸要提前")
    expect(page.locator(".row")).to_have_count(1)
    expect(page.locator(".row")).to_contain_text("3 种问法")
    page.get_by_role("link", name="旧机上门拆卸要提前几天说").click()
    expect(page.get_by_label("相似问法")).to_have_value(re.compile("请教一下.*\n想知道", re.DOTALL))
    assert barriers(page) == []
    remove(page)
    expect(page.get_by_text("没有找到「上门拆卸要提前」")).to_be_visible()


def test_duplicates_and_contradictions_are_shown(site: Site, new_page: NewPage) -> None:
    page = at_knowledge(log_in(new_page(), site), "faqs")
    write_faq(page, "拆旧机服务几天内上门", "3天内上门。")
    write_faq(page, "拆旧机服务要几天内能上门呢", "7天内上门。")
    page.get_by_role("button", name="新增问答").click()
    page.get_by_label("问题", exact=True).fill("拆旧机服务几天内上门？")
    page.get_by_label("答案", exact=True).fill("5天内上门。")
    press_save(page)
    expect(page.get_by_role("alert")).to_contain_text("同样的问题已经有答案了")
    page.get_by_role("link", name="重复与矛盾").click()
    pair = page.locator(".likeness").filter(has_text="拆旧机服务几天内上门").first
    expect(pair).to_contain_text("数字对不上")
    assert barriers(page) == []
    pair.get_by_role("link").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_questions_leave_and_come_back_as_a_file(site: Site, new_page: NewPage, tmp_path: Path) -> None:
    page = at_knowledge(log_in(new_page(), site), "faqs")
    with page.expect_download() as download:
        page.get_by_role("button", name="导入导出").click()
        page.get_by_role("menuitem", name="导出 JSON").click()
    kept = tmp_path / "faq.json"
    download.value.save_as(kept)
    items = json.loads(kept.read_text(encoding="utf-8"))["items"]
    assert len(items) > 0
    kept.write_text(
        json.dumps({"items": [*items[:3], {"question": "文件里的新问题", "answer": "文件里的答案"}]}),
        encoding="utf-8",
    )
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="导入导出").click()
        page.get_by_role("menuitem", name="导入 JSON").click()
    chooser.value.set_files(kept)
    expect(page.get_by_text(re.compile("导入完成：新增或更新 \\d+ 条"))).to_be_visible()
    page.get_by_label("搜索问题、问法或答案").fill("文件里的新问题")
    expect(page.locator(".row")).to_have_count(1)


def test_an_intent_is_said_in_the_shops_own_way_and_set_back(site: Site, new_page: NewPage) -> None:
    page = at_knowledge(log_in(new_page(), site), "intents")
    expect(page.locator(".row").first).to_be_visible()
    page.locator(".row-link").first.click()
    dialog = page.get_by_role("dialog")
    kept = dialog.get_by_label("问法").input_value()
    dialog.get_by_label("问法").fill(f"{kept}\n本店独有的一种说法")
    save(page)
    assert barriers(page) == []
    page.get_by_label("搜索意图或问法").fill("本店独有的一种说法")
    expect(page.locator(".row")).to_have_count(1)
    expect(page.locator(".row")).to_contain_text("本店改过")
    dialog.get_by_role("button", name="恢复通用").click()
    page.locator(".ant-popconfirm").get_by_role("button", name="恢复通用").click()
    expect(page.get_by_text("没有符合的意图")).to_be_visible()


def test_an_intent_of_ones_own_is_written_and_leaves_as_a_file(
    site: Site, new_page: NewPage, tmp_path: Path
) -> None:
    desk = log_in(new_page(), site)
    page = at_knowledge(desk, "intents")
    page.get_by_role("button", name="新增意图").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("意图", exact=True).fill("刻字服务")
    dialog.get_by_label("编号").fill("engrave.ask")
    dialog.get_by_label("场景").fill("定制")
    dialog.get_by_label("问法").fill("能刻字吗\n可以刻名字不")
    assert barriers(page) == []
    press_save(page)
    expect(dialog.get_by_text("engrave.ask")).to_be_visible()
    at_knowledge(desk, "intents")
    with page.expect_download() as download:
        page.get_by_role("button", name="导入导出").click()
        page.get_by_role("menuitem", name="导出 JSON").click()
    kept = tmp_path / "intents.json"
    download.value.save_as(kept)
    items = json.loads(kept.read_text(encoding="utf-8"))["items"]
    assert "engrave.ask" in {one["id"] for one in items}
    at_knowledge(desk, "intents/engrave.ask")
    remove(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="导入导出").click()
        page.get_by_role("menuitem", name="导入 JSON").click()
    chooser.value.set_files(kept)
    expect(page.get_by_text("新增或更新 1 条")).to_be_visible()
    at_knowledge(desk, "intents/engrave.ask")
    remove(page)


def test_questions_are_found_by_product_and_intent(site: Site, new_page: NewPage) -> None:
    page = at_knowledge(log_in(new_page(), site), "faqs")
    page.get_by_role("button", name="新增问答").click()
    page.get_by_label("问题", exact=True).fill("这款的滤网能水洗吗")
    page.get_by_label("答案", exact=True).fill("能水洗，晾干再装。")
    page.get_by_role("dialog").get_by_role("textbox", name="商品 ID").fill("p-filter")
    page.get_by_role("dialog").get_by_label("对应意图").fill("parcel.where")
    save(page)
    page.get_by_label("只看这个商品的").fill("p-filter")
    expect(page.locator(".row")).to_have_count(1)
    page.get_by_label("只看这个意图的").fill("parcel.where")
    page.locator(".ant-select-item-option").filter(has_text="parcel.where").first.click()
    expect(page.locator(".row")).to_contain_text("滤网能水洗")
    page.get_by_label("只看这个商品的").fill("p-other")
    expect(page.get_by_text("没有符合条件的问答")).to_be_visible()
    page.get_by_label("只看这个商品的").fill("p-filter")
    page.locator(".row-link").click()
    remove(page)


def test_a_procedure_is_changed_after_a_look_at_it_and_gone_back_with(site: Site, new_page: NewPage) -> None:
    chat = Chat(new_page(), site.shop)
    chat.open()
    page = at_knowledge(log_in(new_page(), site), "procedures")
    card = page.get_by_role("article", name="取消订单")
    card.get_by_role("link", name="取消订单").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("switch").click()
    dialog.get_by_label("其他设置（JSON）").fill('{"product_states": ["gone"]}')
    press_save(page)
    expect(dialog.get_by_role("alert")).to_contain_text("procedures.cancel.product_states[0]")
    dialog.get_by_label("其他设置（JSON）").fill("{}")
    press_save(page)
    expect(dialog.get_by_role("region", name="保存后会这样改")).to_contain_text("机器人办理")
    dialog.get_by_role("button", name="确认保存").click()
    expect(dialog.get_by_text(re.compile("已保存为第 \\d+ 版"))).to_be_visible()
    expect(card).to_contain_text("不办理")
    assert barriers(page) == []
    chat.say("什么状态的订单可以取消")
    expect(chat.bot_lines.last).to_contain_text("暂不支持")
    page.goto(page.url.replace("/cancel", "/~versions"))
    dialog.get_by_role("button", name="回到这一版").first.click()
    expect(dialog.get_by_role("region", name="回到这一版会这样改")).to_contain_text("取消订单")
    dialog.get_by_role("button", name="确认回到这一版").click()
    expect(dialog.get_by_role("status").filter(has_text="已回到第")).to_be_visible()
    expect(card).not_to_contain_text("不办理")
    assert barriers(page) == []


def test_who_is_late_with_a_procedure_is_told(site: Site, new_page: NewPage) -> None:
    first, late = (at_knowledge(log_in(new_page(width), site), "procedures/urge") for width in (1280, 390))
    for page, words in ((first, "先改的"), (late, "后改的")):
        page.get_by_label("办完后说").fill(words)
        press_save(page)
        expect(page.get_by_role("button", name="确认保存")).to_be_visible()
    first.get_by_role("button", name="确认保存").click()
    expect(first.get_by_text("已保存为第")).to_be_visible()
    assert overflow(late) == 0
    late.get_by_role("button", name="确认保存").click()
    expect(late.get_by_role("alert")).to_contain_text("同事刚改过流程")
    late.get_by_role("button", name="读取最新版本").click()
    expect(late.get_by_label("办完后说")).to_have_value("先改的")
    first.get_by_role("button", name="恢复通用").click()
    first.get_by_role("button", name="确认保存").click()
    expect(first.get_by_label("办完后说")).to_have_value("")


def test_a_keyword_rule_is_previewed_saved_and_answers(site: Site, new_page: NewPage) -> None:
    chat = Chat(new_page(), site.buyer)
    chat.open()
    chat.say("听说你们仓库进水了")
    expect(chat.bot_lines.last).to_be_visible()
    page = at_knowledge(log_in(new_page(), site), "emergency")
    page.get_by_role("button", name="新增应急规则").click()
    words_into(page, "含任意一个词", "仓库进水", "仓库淹了")
    page.get_by_role("button", name="看看会命中哪些").click()
    expect(page.locator(".catch")).to_contain_text("会命中")
    expect(page.locator(".catch")).to_contain_text("听说你们仓库进水了")
    page.get_by_label("回答内容").fill("仓库一切正常，订单照常发出。")
    save(page)
    chat.say("仓库淹了怎么办")
    expect(chat.bot_lines.last).to_contain_text("仓库一切正常")
    row = page.locator(".emergency-list li").filter(has_text="仓库进水")
    expect(row).to_contain_text("生效中")
    assert barriers(page) == []
    row.get_by_role("link").click()
    remove(page)
    expect(row).to_have_count(0)


def test_what_cannot_be_saved_says_why(site: Site, new_page: NewPage) -> None:
    page = at_knowledge(log_in(new_page(), site), "emergency")
    page.get_by_role("button", name="新增应急规则").click()
    page.get_by_label("回答内容").fill("好的。")
    press_save(page)
    expect(page.get_by_role("alert")).to_contain_text("请至少填一个触发词")
    words_into(page, "含任意一个词", "某个词")
    page.get_by_label("开始时间").fill("2026-05-02T10:00")
    page.get_by_label("结束时间").fill("2026-05-01T10:00")
    press_save(page)
    expect(page.get_by_role("alert")).to_contain_text("结束时间要晚于开始时间")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_notice_stands_on_the_desk_while_it_holds(site: Site, new_page: NewPage, width: int) -> None:
    desk = log_in(new_page(width, 800), site)
    banner = desk.page.get_by_role("region", name="正在生效的公告")
    expect(banner).to_be_hidden()
    page = at_knowledge(log_in(new_page(), site), "emergency")
    page.get_by_role("button", name="新增公告").click()
    page.get_by_label("标题").fill("新疆停发")
    page.get_by_label("告诉买家的话").fill("受天气影响，新疆暂停发货，恢复后第一时间安排。")
    words_into(page, "收货地区", "新疆")
    page.get_by_label("结束时间").fill(f"{datetime.now() + timedelta(days=2):%Y-%m-%dT%H:%M}")  # noqa: DTZ005  # the browser's own zone
    save(page)
    expect(banner).to_contain_text("新疆暂停发货")
    assert barriers(desk.page) == []
    assert overflow(desk.page) == 0
    chat = Chat(new_page(), site.shop)
    chat.open()
    chat.say("新疆能收到货吗")
    expect(chat.bot_lines.last).to_contain_text("新疆暂停发货")
    page.locator(".emergency-list").get_by_role("link", name="新疆停发").click()
    remove(page)
    expect(banner).to_be_hidden()
