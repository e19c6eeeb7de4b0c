"""Processes that work side by side, and the supervisor that keeps them going."""
