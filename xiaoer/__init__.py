"""Xiaoer 小二: the service operating system for online shops."""

__version__ = "0.1.0"
