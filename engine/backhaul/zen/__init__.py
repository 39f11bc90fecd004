"""Decision tables and graphs of GoRules ZEN: their expressions, and a policy that says the same."""
