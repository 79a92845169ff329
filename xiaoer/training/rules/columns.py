"""What a table is and what its columns mean, by the words above them."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from xiaoer.base.sheets.headers import normal


class Means(StrEnum):
    """What a column holds."""

    QUESTION = "question"
    SIMILAR = "similar"
    ANSWER = "answer"
    CODE = "code"  # the short name by which an agent calls a ready reply
    GROUP = "group"
    PRODUCT = "product"
    CHAT = "chat"
    SPEAKER = "speaker"
    ROLE = "role"
    MOMENT = "moment"
    SAID = "said"
    FAULT = "fault"
    CAUSE = "cause"
    REMEDY = "remedy"
    TITLE = "title"


class Shape(StrEnum):
    """What a table is."""

    QUESTIONS = "questions"
    READY_REPLIES = "ready_replies"
    CHATS = "chats"
    FAULTS = "faults"
    PRODUCTS = "products"


_WORDS: Final[Mapping[Means, str]] = {
    Means.QUESTION: (
        "问题 提问 标准问 标准问题 常见问题 问法 买家问题 用户问题 客户问题 question q ask query"
    ),
    Means.SIMILAR: "相似问 相似问题 相似问法 扩展问 similar similar_questions similarquestions",
    Means.ANSWER: (
        "答案 回答 回复 答复 标准答案 标准回复 回复内容 answer a reply 快捷短语 短语 短语内容 "
        "快捷短语内容 快捷语 快捷语内容 快捷回复 快捷回复内容 话术 话术内容 常用语 常用语内容 内容 "
        "phrase content text 回复话术"
    ),
    Means.CODE: (
        "快捷编码 快捷短语编码 短语编码 编码 快捷码 快捷键 标题 短语标题 话术标题 名称 关键字 "
        "关键词 简称 shortcut title code keyword keywords name key"
    ),
    Means.GROUP: ("分组 分组名称 分类 类别 组名 所属分组 目录 group category folder 一级分类 二级分类"),
    Means.PRODUCT: (
        "商品id 商品编号 商品编码 宝贝id sku spu product_id productid item_id itemid sku_id skuid"
    ),
    Means.CHAT: (
        "会话id 会话编号 会话 对话id 对话编号 聊天id session session_id sessionid conversation "
        "conversation_id chat chat_id chatid 咨询id sid dialog_id"
    ),
    Means.SPEAKER: (
        "发送人 发送者 发言人 说话人 发送方 昵称 发送人昵称 发件人 sender speaker from from_name "
        "nick sender_nick 消息发送者"
    ),
    Means.ROLE: (
        "角色 发送人类型 身份 发送者类型 发言者类型 role sender_type sendertype speaker_type type "
        "消息来源 来源"
    ),
    Means.MOMENT: (
        "时间 发送时间 消息时间 聊天时间 日期 time sent_at send_time at timestamp created_at date"
    ),
    Means.SAID: ("消息 消息内容 聊天内容 发送内容 对话内容 会话内容 聊天记录 message msg say utterance body"),
    Means.FAULT: (
        "故障 故障现象 现象 故障名称 故障代码 代码 故障码 异常现象 问题现象 显示代码 fault symptom "
        "error error_code code_error"
    ),
    Means.CAUSE: "原因 可能原因 故障原因 原因分析 cause possible_cause",
    Means.REMEDY: (
        "处理方法 解决方法 解决办法 解决方案 排除方法 处理措施 处理办法 故障排除 对策 措施 处理 "
        "解决 remedy solution action what_to_do"
    ),
    Means.TITLE: ("商品名称 商品标题 宝贝标题 品名 产品名称 货品名称 product product_name producttitle"),
}
_MEANINGS: Final[Mapping[str, tuple[Means, ...]]] = {
    word: tuple(means for means, words in _WORDS.items() if word in {normal(each) for each in words.split()})
    for words in _WORDS.values()
    for word in map(normal, words.split())
}
# Words that stand above a reply and above what was said alike: what else is there decides.
_EITHER: Final = frozenset(map(normal, ("内容", "content", "text")))

Columns = Mapping[Means, tuple[int, ...]]


def columns_of(headers: Sequence[str]) -> Columns:
    """Return the places of each meaning; an inner header such as `messages.text` counts by its last part."""
    found: dict[Means, list[int]] = {}
    for place, header in enumerate(headers):
        word = normal(header)
        for means in _MEANINGS.get(word) or _MEANINGS.get(word.rpartition(".")[2], ()):
            found.setdefault(means, []).append(place)
        if word.rpartition(".")[2] in _EITHER:
            found.setdefault(Means.SAID, []).append(place)
    return {means: tuple(places) for means, places in found.items()}


def shape_of(columns: Columns) -> Shape | None:
    """Return what a table with these columns is, None when nothing can be made of it."""
    has = columns.keys()
    if Means.FAULT in has and Means.REMEDY in has:
        return Shape.FAULTS
    if Means.QUESTION in has and Means.ANSWER in has:
        return Shape.QUESTIONS
    if Means.SAID in has and (Means.SPEAKER in has or Means.ROLE in has):
        return Shape.CHATS
    if Means.TITLE in has:
        return Shape.PRODUCTS
    if Means.ANSWER in has:
        return Shape.READY_REPLIES
    return None


def cell(row: Sequence[str], columns: Columns, means: Means) -> str:
    """Return the first filled cell of a meaning, "" when there is none."""
    return next(
        (row[place].strip() for place in columns.get(means, ()) if place < len(row) and row[place].strip()),
        "",
    )
