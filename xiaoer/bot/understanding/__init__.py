"""A trainable intent engine: from examples to a model that ranks intents and knows what it was not taught.

It knows no language and no shop: words and characters of a text, and, where an encoder is there, its vectors.
"""
