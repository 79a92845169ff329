"""Parcels and where they are: waybills with their scan events, joined to orders."""
