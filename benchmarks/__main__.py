"""`python -m benchmarks`: every measurement that belongs into benchmarks/README.md, one after the other."""

import subprocess
import sys

MEASUREMENTS = (["benchmarks.chat_turns"], ["benchmarks.chat_turns", "--postgresql"])


def main() -> int:
    """Run them, each in a process of its own."""
    for module, *arguments in MEASUREMENTS:
        code = subprocess.run(
            [sys.executable, "-m", module, *arguments, *sys.argv[1:]], check=False
        ).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
