"""Namespaces, a system-call filter and limits around a process."""
