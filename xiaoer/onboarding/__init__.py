"""How a shop's own files come in: recognised, mapped, checked whole, recorded by resumable jobs, reported."""
