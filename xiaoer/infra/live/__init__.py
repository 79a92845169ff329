"""Live sockets: what a client has seen, what it still has to see, and no more memory than that."""
