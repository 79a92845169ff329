"""Reads files of tables (CSV, XLSX, JSON) into sheets of text. Knows no shop."""
