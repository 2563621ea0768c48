"""What a network is doing wrong, found by looking."""
