"""The files that shops really export, one module a system, and our own ordinary format."""
