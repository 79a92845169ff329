"""What finds the entry that a question means: words, static vectors, and an encoder's vectors where known."""
