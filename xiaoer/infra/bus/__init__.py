"""Wake-ups and unlogged marks between processes. The store is the truth; the bus only wakes."""
