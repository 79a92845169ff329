"""The recipes behind the Makefile, and the house's own lint rules."""
