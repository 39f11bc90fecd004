"""From a platform's own document to facts: a JMESPath expression for each fact, kept as data."""
