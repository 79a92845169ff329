"""Real servers for tests and benchmarks, on free loopback ports; usable without pytest."""
