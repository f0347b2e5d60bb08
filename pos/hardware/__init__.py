"""Devices at the till: a protocol each, adapters, a null device."""
