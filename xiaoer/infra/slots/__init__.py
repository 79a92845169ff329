"""Who answers which conversations: 64 slots, leased to processes with a fencing token."""
