"""Plays simulated buyers against the service, scripts and single questions, and says what was true after."""
