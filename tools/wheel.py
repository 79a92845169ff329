"""Build the wheel into dist/, and see that the pages and the sample shop are inside."""

import sys
import zipfile

from tools.steps import PYTHON, ROOT, StepFailedError, quiet, say

INSIDE = (
    "xiaoer/pages/console/index.html",
    "xiaoer/pages/shop/index.html",
    "xiaoer/pages/widget.js",
    "xiaoer/samples/",
)


def main() -> int:
    """Build; return an exit code."""
    dist = ROOT / "dist"
    for old in dist.glob("xiaoer-*.whl"):
        old.unlink()
    try:
        quiet(
            "wheel",
            [PYTHON, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", dist, ROOT],
        )
    except StepFailedError as error:
        say(str(error))
        return 1
    [wheel] = dist.glob("xiaoer-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    missing = [wanted for wanted in INSIDE if not any(name.startswith(wanted) for name in names)]
    if missing:
        say(f"{wheel.name} lacks {', '.join(missing)}")
        return 1
    say(f"{wheel.relative_to(ROOT)}: {wheel.stat().st_size / 1e6:.1f} MB, pages and sample shop inside")
    return 0


if __name__ == "__main__":
    sys.exit(main())
