"""What `xiaoer COMMAND` does, one module a command; thin over the house."""
