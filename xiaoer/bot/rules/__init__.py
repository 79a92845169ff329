"""The brain of the bot: pure decisions from a turn, a view and a memory; no I/O, no clock, no randomness."""
