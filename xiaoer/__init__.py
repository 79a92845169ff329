"""Xiaoer 小二: the service operating system for online shops."""

import os

# Read by numpy's BLAS when it is loaded. Its own threads spin while they wait, and take the cores that
# the bot and the writers need (docs/decisions/0007-encoder-and-retrieval.md).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
