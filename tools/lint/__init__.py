"""The lint rules that no public linter has: one module a kind of decision, each with its tests."""
