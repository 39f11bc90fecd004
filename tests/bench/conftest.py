"""The harness is no test."""

collect_ignore = ["harness"]
