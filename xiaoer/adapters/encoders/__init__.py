"""Sentence encoders behind the bot's port: multilingual-e5-small on the CPU, and a small one for tests."""
