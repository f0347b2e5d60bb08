"""The demo's shift, worked through the real window."""
