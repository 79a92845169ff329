"""Tables of text as people have them: their nouns, and reading a cell as id, money, time or count. Pure."""
