"""The built-in roles: which permissions each of them has. A merchant adds its own beside them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from xiaoer.base.ids import MerchantId, RoleId
from xiaoer.tenancy.model import EVERYTHING, Permission, Permissions, Role

_P = Permission
_READ: Final = frozenset({_P.CONVERSATIONS_READ, _P.ORDERS_READ, _P.KNOWLEDGE_READ})
_AGENT: Final = _READ | {_P.CONVERSATIONS_SPEAK, _P.ORDERS_CHANGE, _P.BUYERS_UNMASK}

# The Chinese words are the trade's own; the console shows them from its own translation of the id.
_BUILT_IN: Final[Mapping[str, Permissions]] = MappingProxyType(
    {
        "owner": EVERYTHING,  # 商家
        "manager": EVERYTHING - {_P.KEYS_MANAGE},  # 客服主管
        "agent": _AGENT,  # 客服
        "trainer": frozenset({_P.CONVERSATIONS_READ, _P.KNOWLEDGE_READ, _P.KNOWLEDGE_EDIT, _P.METRICS_READ}),
        "after_sales_clerk": _AGENT,  # 售后
        "warehouse": frozenset({_P.ORDERS_READ, _P.ORDERS_CHANGE, _P.BUYERS_UNMASK}),  # 仓库
        "finance": frozenset({_P.ORDERS_READ, _P.METRICS_READ}),  # 财务
        "inspector": _READ | {_P.METRICS_READ},  # 质检
        "platform_operator": EVERYTHING - {_P.BUYERS_UNMASK, _P.CONVERSATIONS_SPEAK},  # 平台小二
        "auditor": _READ | {_P.METRICS_READ, _P.AUDIT_READ},  # 审计
    }
)
BUILT_IN_ROLES: Final[Mapping[RoleId, Role]] = MappingProxyType(
    {
        RoleId(name): Role(RoleId(name), MerchantId(""), name, permissions)
        for name, permissions in _BUILT_IN.items()
    }
)
