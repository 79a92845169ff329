"""`python -m xiaoer` is the same as `xiaoer`."""

import sys

from xiaoer.cli import main

sys.exit(main())
