"""The trainer's desk (训练台): drafts of knowledge, missed questions, tests, releases, trials.

What it publishes goes into `knowledge` by that room's verbs; what the bot came to is asked of `bot`.
"""
