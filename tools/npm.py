"""`python -m tools.npm WORD…`: the environment's npm in web/, as the recipes use it."""

import subprocess
import sys

from tools.pages import WEB, npm_environment

if __name__ == "__main__":
    sys.exit(subprocess.run(["npm", *sys.argv[1:]], cwd=WEB, env=npm_environment(), check=False).returncode)
