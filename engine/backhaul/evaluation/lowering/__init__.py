"""A policy to Python functions for complete, exact facts, made of syntax trees."""
