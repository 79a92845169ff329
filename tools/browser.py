"""Chromium for the page tests and screenshots: found, or installed from Debian's package."""

import shutil
import subprocess

from tools.debian import install_packages

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """Return the path of a Chromium, None when there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def browser_ready() -> bool:
    """Whether there is a Chromium, and a font in which it can write Chinese."""
    return find_browser() is not None and _has_chinese_font()


def install_browser() -> None:
    """Install Chromium and a Chinese font."""
    install_packages(["chromium", "fonts-noto-cjk"], "The page tests need Chromium and a Chinese font")


def _has_chinese_font() -> bool:
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    listed = subprocess.run([lister, ":lang=zh"], capture_output=True, check=False)
    return bool(listed.stdout.strip())
