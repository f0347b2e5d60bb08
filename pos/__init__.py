"""Evertill: a till that never loses a sale, and the server it syncs with."""

__version__ = "0.1.0"
