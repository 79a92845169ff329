"""`xiaoer demo`: load the sample shop into this installation and print its links."""

import argparse
from typing import Any
from urllib.parse import quote, urlencode

from xiaoer.adapters.samples.shops import names
from xiaoer.demo import Demo, load_demo
from xiaoer.migrations.migrate import migrate
from xiaoer.outside import shipped
from xiaoer.settings import Settings
from xiaoer.wiring import House


def add(commands: Any) -> None:
    """Add `demo`."""
    demo = commands.add_parser(
        "demo", help="load the sample shops (harmless when repeated) and print their links"
    )
    demo.set_defaults(run=run)


def run(given: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 (the same form for all)
    """Load and print."""
    migrate(settings.database_url)
    house = House(settings, shipped(settings))
    try:
        show_links(settings, load_demo(house, names()))
    finally:
        house.close()
    return 0


def show_links(settings: Settings, demo: Demo) -> None:
    """Print where to go: the shop page with its chat, as a visitor and as a known buyer, and the console."""
    base = settings.public_url
    shop = f"{base}/shop/{demo.shop.site_key}"
    buyer, signature = demo.buyers[0]
    known = f"{shop}?{urlencode({'buyer': buyer, 'signature': signature}, quote_via=quote)}"
    others = "".join(
        f"\n  另一家店 another shop   {base}/shop/{other.site_key}   {other.name}"
        for other in demo.shops
        if other.id != demo.shop.id
    )
    print(
        f"""
  Xiaoer 小二 — {demo.shop.name}

  商店页面 shop page      {shop}
  以买家身份 as a buyer   {known}{others}
  客服工作台 console      {base}/console/?login={demo.login}
      登录 login {demo.login}   密码 password {demo.password}

  日志 log                {settings.data / "xiaoer.log"}
  停止 stop: Ctrl-C
""",
        flush=True,
    )
