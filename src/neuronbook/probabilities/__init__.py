"""Probabilities: how far to trust them, how to mend them, how to act on them."""
