"""Decisions that were written down: the log that they go to, and whether they come out the same again."""
