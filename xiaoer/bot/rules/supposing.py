"""Whether a turn asks what the rules are, and wants nothing done."""

import re

from xiaoer.bot.model import View
from xiaoer.bot.rules.describing import described, supposed_state
from xiaoer.bot.rules.entities import FOREIGN, ORDER, PRODUCT
from xiaoer.bot.rules.reading import Reading, talk
from xiaoer.bot.rules.wishes import ACTS

_MAY = re.compile(
    "(还)?(能|可以|可不可以|能不能|让|给).{0,8}(吗|么|嘛|不|呢|$)|(改|退|换|取消|撤|办|拦)(还)?(得|不)(了|掉|成|回)(吗|么|嘛|不|呢|$)"
)
_RULES = re.compile(r"随便|规则|政策|规定|条件|要求|流程|一般|如果|哪款都")
_DONE_WITH = re.compile(
    r"(能|可以|可不可以|行不|行吗|成不|算数|作数|算不算|有效(吗|么|不)|会不会|还会|会(退|回|到)|怎么|如何|什么时候|随便|是不是|需要什么|要什么|(有|是)(什么|啥|哪些)(条件|要求|规定)|要啥|需要啥|什么条件|啥条件|要是)"
)


def hypothetical(reading: Reading, view: View) -> bool:
    """Say whether a turn asks what the rules are, not to have something done for an own order."""
    if reading.values(ORDER) or reading.values(FOREIGN) or reading.picture:
        return False
    supposed = supposed_state(view, reading.text)
    if supposed and not view.orders and _acts_called(reading):
        return True  # there is no order to look at, and its state is told
    own = described(reading.text, reading.values(PRODUCT), view)
    if supposed and not own and _MAY.search(reading.text) and not talk()["request"].search(reading.text):
        kinds = _acts_called(reading)
        if kinds and supposed not in view.policy.procedures[ACTS[kinds[0]]].states:
            return True
    return bool(_DONE_WITH.search(reading.text)) and (
        not view.orders or bool(_RULES.search(reading.text) and not talk()["request"].search(reading.text))
    )


def _acts_called(reading: Reading) -> list[str]:
    return [name for clause in reading.clauses for name in clause.intents if ACTS.get(name)]
