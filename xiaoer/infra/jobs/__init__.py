"""Durable timers and outside calls as leased rows; one place for everything that happens later."""
