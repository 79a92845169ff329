"""Decisions about files that come in: what a column means, what a table is, what may run when."""
