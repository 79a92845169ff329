"""Orders over all platforms, what was changed on them, and what the marketplace answered."""
