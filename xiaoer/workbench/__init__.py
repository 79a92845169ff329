"""The agents' desk: conversations of all their shops in one list, taken, answered and given back."""
