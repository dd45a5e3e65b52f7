"""The store: rows in SQLite or PostgreSQL. Every state that must survive a crash is kept here, and only here.

Functions take a session of `session.Store`, whose unit of work commits at its end. Times called `now` are seconds since the
epoch.
"""
