"""Every export format is recognised by its headers, without a mapping click."""

import pytest

from tests.exports import read
from xiaoer.adapters.exports.formats import EXPORT_FORMATS
from xiaoer.orders.model import Order


@pytest.mark.parametrize(
    ("names", "format_"),
    [
        (("qianniu_orders.csv", "qianniu_items.csv"), "qianniu"),
        (("jingmai.csv",), "jingmai"),
        (("pinduoduo.csv",), "pinduoduo"),
        (("doudian_orders.csv", "doudian_aftersales.csv"), "doudian"),
        (("wangdiantong.xlsx",), "wangdiantong"),
        (("jushuitan.xlsx",), "jushuitan"),
        (("guanjiapo.csv",), "guanjiapo"),
        (("plain_shop.json", "plain_orders.xlsx", "plain_faq.csv"), "plain"),
        (("qianniu_orders.csv", "plain_products.csv"), "plain+qianniu"),
    ],
)
def test_recognised_by_headers_alone(names: tuple[str, ...], format_: str) -> None:
    assert read(*names).format == format_


@pytest.mark.parametrize(
    ("format_", "headers"),
    [  # as they are listed in public notes, other columns left out
        ("qianniu", "订单编号 买家会员名 买家应付货款 总金额 订单状态 收货人姓名 联系手机 宝贝标题 物流单号"),
        ("qianniu", "订单编号 标题 购买数量 商品属性 套餐信息 商家编码 退款状态 退款金额"),
        (
            "qianniu",
            "子订单编号 主订单编号 标题 价格 购买数量 外部系统编号 商品属性 套餐信息 商家编码 退款状态",
        ),
        (
            "jingmai",
            "订单号 商品ID 订购数量 下单时间 付款确认时间 京东价 结算金额 订单状态 下单帐号 客户姓名",
        ),
        (
            "pinduoduo",
            "订单号 订单状态 商品总价(元) 商品数量(件) 商品id 样式ID 商家编码-规格维度 承诺发货时间",
        ),
        (
            "doudian",
            "主订单编号 子订单编号 订单应付金额 订单提交时间 支付完成时间 承诺发货时间 达人昵称 售后状态",
        ),
        ("doudian", "售后单号 退货物流单号 纠纷责任方"),
        (
            "wangdiantong",
            "原始单号 子单原始单号 客户网名 客服备注 商家编码 货品编号 分摊后价格 拆自组合装 赠品方式",
        ),
        ("jushuitan", "内部订单号 线上订单号 店铺 付款日期 快递单号"),
    ],
)
def test_partial_headers_are_enough(format_: str, headers: str) -> None:
    best = max(EXPORT_FORMATS, key=lambda format_: format_.recognises(headers.split()))
    assert best.name == format_


def test_ids_damaged_by_a_spreadsheet_are_refused_with_line_and_column() -> None:
    taken = read("qianniu_orders_damaged.csv")
    assert [(p.file, p.line, p.column, p.code) for p in taken.problems] == [
        ("qianniu_orders_damaged.csv", 2, "订单编号", "damaged_identifier"),
        ("qianniu_orders_damaged.csv", 3, "订单编号", "damaged_identifier"),
    ]
    assert "2.14568E+18" in taken.problems[0].reason
    assert [record.id for record in taken.records if isinstance(record, Order)] == ["2145678901230000333"]


def test_the_details_without_the_orders_say_what_is_missing() -> None:
    taken = read("qianniu_items.csv")
    assert taken.records == ()
    assert {problem.code for problem in taken.problems} == {"order_missing"}
