"""Marketplaces behind the port of orders."""
