"""Figures of the service, folded from the log hour by hour; nobody asks other rooms for them."""
