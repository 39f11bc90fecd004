"""A directory of policies as a service over HTTP: what it holds, what it answers, and how it says what is wrong."""
