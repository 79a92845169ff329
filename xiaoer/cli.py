"""The command line: `xiaoer COMMAND`. Thin: each command is a module in `xiaoer/commands`."""

import argparse
import os
import sys
from collections.abc import Sequence

from xiaoer import __version__
from xiaoer.base.errors import XiaoerError
from xiaoer.commands import ask, bench, demo, doctor, eval_, import_, migrate, openapi, replay, serve
from xiaoer.settings import SettingsError, read_settings

COMMANDS = (serve, demo, migrate, import_, ask, replay, eval_, bench, doctor, openapi)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(
        prog="xiaoer", description="Xiaoer 小二: the service operating system for online shops"
    )
    top.add_argument("--version", action="version", version=f"xiaoer {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. What goes wrong is one clear line each."""
    given = parser().parse_args(arguments)
    try:
        code: int = given.run(given, read_settings(os.environ))
    except SettingsError as error:
        print(*(f"xiaoer: {complaint}" for complaint in error.complaints), sep="\n", file=sys.stderr)
        return 2
    except XiaoerError as error:
        print(f"xiaoer: {error.detail}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
