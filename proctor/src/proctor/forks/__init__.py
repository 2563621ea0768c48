"""The zygote, which has imported packages and run nobody's code, and its forks."""
