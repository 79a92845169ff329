"""Machinery that knows no shop: database and unit of work, log and feed, jobs, live sockets, HTTP, bus."""
