"""What becomes a draft, what belongs together, what is worth learning, what a release changes. Pure."""
