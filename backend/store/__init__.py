"""The record: rows in SQLite or PostgreSQL. Every state that must survive a crash is here and only here."""
