"""The page of a directory of policies: what the browser asks for, and the files that it runs."""
