"""The database: tables, compiled statements, the unit of work, and a group-committing writer per dialect."""
