"""Exchange with the server: handshake, push, pull."""
