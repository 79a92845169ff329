"""The goods as the bot answers from them: plain text, quotable passages, and the shelf they stand on."""
