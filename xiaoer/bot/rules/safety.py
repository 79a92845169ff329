"""What the bot does not do: obey text, tell of other people, leave the shop's matters, be abused."""

import re
from dataclasses import dataclass

from xiaoer.bot.industries import Trade
from xiaoer.bot.rules.answers import Part
from xiaoer.bot.rules.compare import kinds_wanted
from xiaoer.bot.rules.reading import Reading, talk


@dataclass(frozen=True, slots=True)
class Guarded:
    """A turn that gets a fixed answer; `kind` says why."""

    kind: str
    part: Part


def guarded(reading: Reading, trade: Trade, *, looking: bool = False) -> Guarded | None:
    """Return the answer to a turn that must not be taken as a wish, None for an ordinary turn.

    `looking` says that a product is in focus: what may be asked about goods is then asked about it.
    """
    text = reading.text
    if talk()["injection"].search(text):
        return Guarded(
            "injection",
            Part("这个请求我不能处理。商品、订单、物流和售后的问题，可以直接问我。"),
        )
    others = talk()["person_of_others"].search(text)
    if others and not _own(text):
        said = "为了保护隐私，我只能查询和处理您本人账号下的订单，无法提供其他人的信息。"
        return Guarded("others", Part(said))
    if talk()["abuse"].search(text) and not any(clause.intents for clause in reading.clauses):
        said = "非常抱歉让您有不好的体验，我理解您的心情。请告诉我遇到了什么问题，我马上帮您看，"
        said += "也可以为您转人工客服。"
        return Guarded("abuse", Part(said))
    if talk()["health"].search(text) and not _of_the_shop(reading):
        said = "抱歉，我不能判断病情，也不能给用药建议，身体不舒服请及时咨询医生或去医院。"
        said += "商品的规格、用法和订单的问题，可以直接问我。"
        return Guarded("health", Part(said))
    goods = talk()["threat"].search(text) or kinds_wanted(text, trade)
    asked = looking and any(clause.topics for clause in reading.clauses)
    upset = "complaint" in reading.acts  # who is upset is heard first
    own = goods or asked or reading.mentions or _of_the_shop(reading)
    if talk()["outside"].search(text) and not upset and not own:
        said = "这个问题超出了我的服务范围，暂时帮不到您。商品、订单、物流和售后的问题，可以直接问我。"
        return Guarded("outside", Part(said))
    return None


def _own(text: str) -> bool:
    """Say whether another person is named only to be reached, or to be given something."""
    return bool(re.search(r"(送|买|寄|改|换)(给|到)|(打|联系|找|留|写|用).{0,8}Ⓣ|Ⓣ.{0,6}(叫|姓|是)", text))


def _of_the_shop(reading: Reading) -> bool:
    """Say whether a clear shop word stands beside the foreign one (订单, 安装 …)."""
    return any(
        name.split(".")[0] in {"order", "parcel", "invoice", "service", "cashback", "price"}
        for clause in reading.clauses
        for name in clause.intents
    )
