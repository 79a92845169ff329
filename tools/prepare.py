"""`tools/setup run|test|python|pages`: make what a recipe needs, and only what is not there yet."""

import sys

from tools import browser, environment, pages
from tools.steps import Step, run


def steps(recipe: str) -> list[Step]:
    """Return the steps of a recipe in order."""
    locks = "test" if recipe in {"test", "python"} else "run"
    found: list[Step] = [
        ("Python environment (.venv)", environment.environment_ready, environment.make_environment),
        (
            "locked Python packages (the longest step, a minute or two)",
            environment.packages_ready(locks),
            environment.install_locked(locks),
        ),
        ("Xiaoer itself", environment.project_ready, environment.install_project),
    ]
    if recipe != "python":
        found += [
            ("locked packages of the web pages", pages.packages_ready, pages.install_packages),
            ("web pages", pages.pages_ready, pages.build_pages),
        ]
    if recipe == "test":
        found.append(("Chromium and a Chinese font", browser.browser_ready, browser.install_browser))
    return found


if __name__ == "__main__":
    sys.exit(run(steps(sys.argv[1] if len(sys.argv) > 1 else "run")))
