"""What the checker makes last: every name resolved, every expression with its place."""
