"""`python -m benchmarks`: every measurement that belongs into benchmarks/README.md, one after the other.

Left out is `benchmarks.peers`, which installs other software from npm.
"""

import argparse
import subprocess
import sys

TIMED = (
    ["benchmarks.chat_turns"],
    ["benchmarks.chat_turns", "--postgresql"],
    ["benchmarks.mixed_turns"],
)
COUNTED = (
    ["benchmarks.bot_turns"],
    ["benchmarks.memory"],
    ["benchmarks.wide_catalogue"],
    ["benchmarks.wide_catalogue", "--database"],
)


def main() -> int:
    """Run them, each in a process of its own."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--seconds", help="of each load")
    parser.add_argument("--rounds", help="of each row")
    given = parser.parse_args()
    rounds = ["--rounds", given.rounds] if given.rounds else []
    seconds = ["--seconds", given.seconds] if given.seconds else []
    for command in [*([*each, *seconds] for each in TIMED), *COUNTED]:
        print(f"\n{' '.join(command)}", flush=True)
        code = subprocess.run([sys.executable, "-m", *command, *rounds], check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
