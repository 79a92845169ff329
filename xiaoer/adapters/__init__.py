"""Vendors behind ports, by capability. Each port has a fake that ships."""
