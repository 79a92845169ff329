"""What becomes a draft of ready replies, chat logs, sheets and manuals, and what is left out, why."""

import pytest

from xiaoer.infra.http.masking import mask
from xiaoer.training.model import Document, Found, Passage, SourceKind, Spoken, Table
from xiaoer.training.rules.chatting import plain_question
from xiaoer.training.rules.columns import Shape, columns_of, shape_of
from xiaoer.training.rules.learning import Reply, is_filler, is_good, is_masked, unfit
from xiaoer.training.rules.likeness import Nearest, likeness
from xiaoer.training.rules.reading import found_in
from xiaoer.training.rules.testing import facts_of, kind_of


def table(headers: str, *rows: tuple[str, ...]) -> Found:
    made = Table("Sheet1", "", tuple(headers.split()), rows, tuple(range(2, len(rows) + 2)))
    return found_in(Document("a.xlsx", tables=(made,)), mask)


def drafted(found: Found) -> list[tuple[str, str]]:
    return [(draft.question, draft.answer) for draft in found.drafts]


def chat(*lines: tuple[str, str], chat: str = "1") -> tuple[Spoken, ...]:
    return tuple(Spoken(f"第{n}行", chat, who, None, text) for n, (who, text) in enumerate(lines, 1))


def of_chat(*lines: tuple[str, str]) -> Found:
    return found_in(Document("log.txt", lines=chat(*lines)), mask)


@pytest.mark.parametrize(
    ("headers", "shape"),
    [
        ("问题 答案", Shape.QUESTIONS),
        ("标准问 相似问 标准回复", Shape.QUESTIONS),
        ("快捷短语编码 快捷短语内容 分组", Shape.READY_REPLIES),
        ("分组 标题 内容", Shape.READY_REPLIES),
        ("会话ID 发送人 发送时间 消息内容", Shape.CHATS),
        ("messages.role messages.content id", Shape.CHATS),
        ("故障代码 可能原因 处理方法", Shape.FAULTS),
        ("商品ID 商品名称 使用说明", Shape.PRODUCTS),
        ("订单号 金额", None),
    ],
)
def test_a_table_is_told_by_its_headers(headers: str, shape: Shape | None) -> None:
    assert shape_of(columns_of(headers.split())) is shape


def test_ready_replies_get_a_question_from_title_group_or_beginning() -> None:
    found = table(
        "分组 快捷编码 快捷短语",
        ("物流", "发货时间", "亲，16点前付款当天发货"),
        ("物流", "fh2", "亲，偏远地区不发"),
        ("", "x1", "亲，偏远地区到付哦"),
        ("物流", "查件", "您好[姓名]，单号是###"),
        ("物流", "空的", ""),
    )
    assert found.kind is SourceKind.READY_REPLIES
    assert [draft.question for draft in found.drafts] == ["发货时间", "物流：偏远地区不发", "偏远地区到付哦"]
    assert [draft.confidence for draft in found.drafts] == [0.7, 0.4, 0.3]
    assert [(one.place, one.reason) for one in found.skipped] == [
        ("Sheet1 第5行", "有被隐去的内容，不能照搬"),
        ("Sheet1 第6行", "缺问题或答案"),
    ]


def test_a_shops_own_phone_is_kept_with_a_note() -> None:
    [draft] = table("标题 短语", ("退货地址", "寄到杭州市余杁区文一西路9号，电话13812345678")).drafts
    assert draft.reason
    assert draft.confidence < 0.5


def test_a_table_of_questions_keeps_its_other_wordings() -> None:
    [draft] = table("问题 相似问 答案", ("包邮吗", "免运费吗；要邮费吗", "满99包邮")).drafts
    assert (draft.similar, draft.source.place) == (("免运费吗", "要邮费吗"), "Sheet1 第2行")


def test_a_fault_table_answers_its_codes() -> None:
    found = table("故障代码 可能原因 处理方法", ("E4", "进水超时", "打开水龙头"), ("漏水", "", "关阀门报修"))
    assert drafted(found) == [
        ("显示E4怎么办", "可能原因：进水超时\n处理方法：打开水龙头"),
        ("漏水怎么办", "关阀门报修"),
    ]


def test_a_product_sheet_gives_only_what_it_tells_in_words() -> None:
    found = table(
        "商品ID 商品名称 颜色 使用说明",
        ("1", "烤箱", "红", "第一次使用请空烤十分钟再放食物"),
        ("2", "锅", "黑", "无"),
    )
    assert drafted(found) == [("烤箱的使用说明", "第一次使用请空烤十分钟再放食物")]
    assert found.drafts[0].product == "1"


def test_an_unknown_table_says_so() -> None:
    found = table("订单号 金额", ("1", "2"))
    assert (found.drafts, found.skipped[0].reason) == ((), "看不出这张表讲什么（列：订单号、金额）")


def test_a_chat_gives_the_question_and_the_human_reply() -> None:
    found = of_chat(
        ("tb123", "在吗"),
        ("tb123", "这款锅能用电磁炉吗"),
        ("某某旗舰店:小美", "亲亲在的"),
        ("某某旗舰店:小美", "可以的，电磁炉明火都能用"),
        ("tb123", "好的"),
    )
    assert found.kind is SourceKind.CHAT_LOG
    assert drafted(found) == [("这款锅能用电磁炉吗", "可以的，电磁炉明火都能用")]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("稍等，我帮您查一下", "只是寒暄或请稍等"),
        ("您的单号是 YT7845123698711", "回复里有个人信息或单号"),
        ("[姓名]您好，已经给您登记", "回复里有被隐去的内容"),
        ("###已经登记了哦", "回复里有被隐去的内容"),
        ("好的", "回复太短"),
    ],
)
def test_replies_for_one_buyer_are_left_out_with_the_reason(reply: str, reason: str) -> None:
    found = of_chat(("买家", "什么时候能到货"), ("客服", reply), ("买家", "好"))
    assert found.drafts == ()
    assert [one.reason for one in found.skipped] == [reason]


def test_machines_do_not_teach() -> None:
    found = of_chat(("买家", "能开专票吗"), ("智能客服", "亲，请看这里的发票说明页面"), ("买家", "转人工"))
    assert found.drafts == ()


def test_the_commonest_answer_of_like_questions_stands() -> None:
    lines = [
        ("买家", "支持花呗分期吗"),
        ("客服", "支持花呗三期免息"),
        ("买家", "支持花呗分期付款吗"),
        ("客服", "支持花呗三期免息"),
        ("买家", "请问支持花呗分期吗"),
        ("客服", "不清楚呢要问一下财务"),
    ]
    [draft] = of_chat(*lines).drafts
    assert (draft.question, draft.answer) == ("支持花呗分期吗", "支持花呗三期免息")
    assert "支持花呗分期付款吗" in draft.similar


def test_a_question_is_templated_out_or_given_up() -> None:
    assert plain_question("您好\n我是[姓名]，这个能水洗吗", mask) == "我是，这个能水洗吗"
    assert plain_question("[姓名] ###", mask) == ""


def test_a_manual_gives_a_draft_for_each_heading() -> None:
    passages = (
        Passage("第1页", "目录", "一 安装\n二 清洁"),
        Passage("第3页", "滤网清洗", "每月拆下滤网，用清水冲洗，晾干后装回。"),
        Passage("第4页", "", "本产品仅供家庭使用，不作其他用途。"),
        Passage("第5页", "常见问答", "问：能用热水洗吗\n答：不能\n超过40度会变形\nQ: 多久换一次\nA: 半年"),
    )
    found = found_in(Document("说明书.pdf", passages), mask)
    assert drafted(found) == [
        ("滤网清洗", "每月拆下滤网，用清水冲洗，晾干后装回。"),
        ("能用热水洗吗", "不能\n超过40度会变形"),
        ("多久换一次", "半年"),
    ]
    assert found.drafts[0].source.place == "第3页 滤网清洗"
    assert len(found.skipped) == 2


# ---------------------------------------------------------------- likeness and learning


def test_likeness_forgives_courtesy_and_keeps_meaning_apart() -> None:
    assert likeness("请问这个包邮吗？", "这个包邮吗") == 1.0
    assert likeness("什么时候发货", "什么时候发货呀亲") > 0.9
    assert likeness("怎么退货", "怎么换货") < 0.75
    assert likeness("ok", "没有共同") == 0.0


def test_the_nearest_is_found_without_comparing_all() -> None:
    near = Nearest([("a", "几点发货"), ("a", "什么时候发出"), ("b", "能开发票吗")])
    assert [key for _, key, _ in near.find("请问几点能发货", 2, 0.3)] == ["a"]
    assert near.find("完全不同", 1, 0.3) == []


@pytest.mark.parametrize(
    ("rating", "then", "good"),
    [
        (5, "能水洗吗到底", True),
        (2, "谢谢", False),
        (0, "谢谢", True),
        (0, "这个能水洗吗", False),
        (0, "", True),
    ],
)
def test_a_good_reply_is_rated_or_not_asked_again(rating: int, then: str, *, good: bool) -> None:
    assert is_good("这个能水洗吗", Reply("可以的", rating, then)) is good


def test_masks_fillers_and_what_is_unfit() -> None:
    assert is_masked("联系###")
    assert is_masked("[订单号]已发")
    assert not is_masked("[图片]见下")
    assert is_filler("您好亲，稍等")
    assert not is_filler("您好，能水洗的")
    assert unfit("能水洗，水温不要超过30度", mask) == ""


def test_tests_are_told_apart_and_facts_found() -> None:
    assert [kind_of(line) for line in ('{"goals": []}', '{"say": "x"}', "[1]", "nonsense")] == [
        "script",
        "question",
        None,
        None,
    ]
    assert facts_of("满99元包邮，编码AB12，见「运费说明」，电话138****1234") == ("99元", "AB12", "运费说明")
