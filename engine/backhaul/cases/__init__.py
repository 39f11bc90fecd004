"""Worked cases: facts and what must come of them, written as data by the people who know."""
