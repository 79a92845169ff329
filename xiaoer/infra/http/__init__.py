"""The HTTP edge: problem details, request ids, limits, logs, metrics, pages. Knows no shop and no room."""
