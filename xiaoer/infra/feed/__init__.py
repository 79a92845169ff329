"""The log as a feed: an ordered stream in memory, and listeners with durable cursors."""
