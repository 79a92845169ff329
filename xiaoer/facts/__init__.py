"""What can have happened: one module a teller, frozen dataclasses in the past tense."""
