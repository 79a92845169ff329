"""What a log line may not show, and what it must keep."""

import io
import json
import logging

import pytest

from xiaoer.infra.http.logging import configure_logs
from xiaoer.infra.http.masking import mask, mask_field, mask_name

HIDDEN = [
    # phones
    ("我的电话13812345678", "我的电话138****5678"),
    ("tel 138-1234-5678.", "tel 138****5678."),
    ("138 1234 5678", "138****5678"),
    ("+86 13812345678", "138****5678"),
    ("8613812345678", "138****5678"),
    ("虚拟号18877771111-123", "虚拟号188****1111"),
    ("18877771111转0123", "188****1111"),
    ("座机0755-12345678", "座机0755-******78"),
    # ID numbers
    ("身份证11010519491231002X", "身份证110*************2X"),
    ("11010519491231002x,", "110*************2x,"),
    # addresses
    ("广东省揭阳市榕城区榕华大道12号3栋401室", "广东省揭阳市榕城区***"),
    ("寄到北京市朝阳区建国路88号,谢谢", "寄到北京市朝阳区***,谢谢"),
    ("湖北省 武汉市 江汉区 解放大道 690号", "湖北省 武汉市 江汉区***"),
    ("浙江省杭州市余杭区仓前街道文一西路969号 张三收", "浙江省杭州市余杭区***"),
    ("改成中山路35号2单元", "***"),
    ("我住3栋2单元501室", "我住***"),
    ("收货地址：幸福里", "收货地址：***"),
    ('{"address": "12 Long Road, Leeds"}', '{"address": "***, Leeds"}'),
    ("河南省信阳市光山县泼陂河镇黄涂湾村", "河南省信阳市光山县***"),
    # names
    ("收货人：王小明", "收货人：王**"),
    ("收件人:欧阳娜娜,", "收件人:欧**,"),
    ("我叫李雷", "我叫李**"),
    ("王小明先生您好", "王**先生您好"),
    ("张女士", "张**女士"),
    # secrets
    ("Authorization: Bearer abc.def-ghi", "Authorization: *** ***"),
    ("key xk_AbCdEf0123456789 used", "key xk_*** used"),
    ("session xs_AbCdEf0123456789", "session xs_***"),
    ('{"password": "hunter2!"}', '{"password": "***"}'),
    ("token=abcdef&x=1", "token=***&x=1"),
    ("widget_secret: s3cr3t", "widget_secret: ***"),
    ("密码是abc123", "密码是***"),
    ("postgresql://shop:geheim@db/x", "postgresql://shop:***@db/x"),
    ("mail ada.lovelace@example.com", "mail a***@example.com"),
]

KEPT = [
    "",
    "我的快递到哪了",
    "POST /api/v1/conversations/cnv_01JTE0ABCDEF/messages 200",
    "order 3130000000000000001 paid 1299 fen",
    "下单时间 2025-04-03T10:00:00.000Z 1743645600000",
    "这款空调有几个型号，市面上少见",
    "美的旗舰店有货吗",
    "能便宜点吗？省钱要紧",
    "waybill SF1234567890123",
    "小区门口可以取吗",
    "heard 17 messages in 0.31 s",
]


@pytest.mark.parametrize(("text", "expected"), HIDDEN)
def test_personal_data_and_secrets_are_hidden(text: str, expected: str) -> None:
    assert mask(text) == expected


@pytest.mark.parametrize("text", KEPT)
def test_what_is_neither_is_kept(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(("text", "_expected"), HIDDEN)
def test_masking_twice_changes_nothing(text: str, _expected: str) -> None:
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize("text", ["市" * 20_000, "区号" * 10_000, "\\" * 20_000, "1" * 20_000, "a@" * 10_000])
def test_long_hostile_text_is_still_answered(text: str) -> None:
    assert len(mask(text)) <= len(text)


def test_names_show_their_first_character() -> None:
    assert mask_name("王小明") == "王**"
    assert mask_name("") == ""


def test_a_field_is_masked_by_its_key() -> None:
    assert mask_field("token", "abc") == "***"
    assert mask_field("buyer_name", "李雷") == "李**"
    assert mask_field("note", "13812345678") == "138****5678"


def test_a_log_line_is_one_masked_json_object() -> None:
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        configure_logs("INFO", stream)
        try:
            int("call 13812345678")
        except ValueError:
            logging.getLogger("test").exception("from %s", "13987654321", extra={"password": "p", "ms": 3})
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    line = json.loads(stream.getvalue())
    assert line["message"] == "from 139****4321"
    assert line["password"] == "***"  # noqa: S105  # it is the mask
    assert line["ms"] == 3
    assert line["level"] == "error"
    assert "13812345678" not in line["trace"]
    assert "138****5678" in line["trace"]
