"""Debian's packages: installed when we are root, else one line that says what to type."""

import os
import shutil
from collections.abc import Sequence

from tools.steps import StepFailedError, quiet, show


def install_packages(names: Sequence[str], why: str) -> None:
    """Install Debian packages; StepFailedError with the command to type when we may not."""
    words = " ".join(names)
    if os.geteuid() != 0:
        raise StepFailedError(f"    {why}. Install it once: sudo apt-get install {words}")
    if shutil.which("apt-get") is None:
        raise StepFailedError(f"    {why}, and there is no apt-get here. Install: {words}")
    show(f"apt-get install {words}")
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *names]
    environment = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        quiet("apt-get", install, environment=environment)
    except StepFailedError:  # a fresh machine has no lists yet, an old one stale lists
        quiet("apt-get", ["apt-get", "update"], environment=environment)
        quiet("apt-get", install, environment=environment)
