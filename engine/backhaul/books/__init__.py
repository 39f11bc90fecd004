"""A policy as a book for those who must answer for it: its clauses, rules, terms and numbers in its own words.

`telling` says what every part needs: titles, sentences and links; each other file makes one part of the book as blocks of
a report, and `book` binds them. Identifiers stand small beside, for those who operate the policy.
"""
