"""The contract between register and server: both sides import it."""
