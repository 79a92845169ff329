"""The OpenAPI document and the pages' types: written from the code, or checked for drift (`--check`)."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.pages import WEB, npm_environment
from tools.steps import PYTHON, ROOT, say

DOCUMENT = WEB / "openapi.json"
TYPES = WEB / "packages" / "protocol" / "src" / "generated" / "openapi.ts"


def document() -> str:
    """Return the OpenAPI document of the code, in one stable form."""
    shown = subprocess.run(
        [PYTHON, "-m", "xiaoer", "openapi"], cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    return json.dumps(json.loads(shown.stdout), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write_types(source: Path, target: Path) -> None:
    """Generate TypeScript types from an OpenAPI document."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["npm", "exec", "--no", "--", "openapi-typescript", str(source), "--output", str(target)],
        cwd=WEB,
        env=npm_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=True,
    )


def is_current() -> bool:
    """Whether both committed files are what the code would write."""
    with tempfile.TemporaryDirectory() as folder:
        fresh, types = Path(folder, "openapi.json"), Path(folder, "openapi.ts")
        fresh.write_text(document(), encoding="utf-8")
        write_types(fresh, types)
        pairs = ((fresh, DOCUMENT), (types, TYPES))
        stale = [kept for made, kept in pairs if not kept.exists() or kept.read_bytes() != made.read_bytes()]
    for path in stale:
        say(f"{path.relative_to(ROOT)} is not what the code says: run `make client`")
    return not stale


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if is_current() else 1)
    DOCUMENT.write_text(document(), encoding="utf-8")
    write_types(DOCUMENT, TYPES)
