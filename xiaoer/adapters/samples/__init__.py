"""Sample shops that ship with the package, read into the rooms' own nouns."""
