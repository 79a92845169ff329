"""Values that every floor shares: ids, money, time, errors, facts. Knows no I/O and no shop."""
