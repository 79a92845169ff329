"""The people who buy from a shop: who they are there, never joined across shops."""
