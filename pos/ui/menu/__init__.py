"""Menu: what is not done every minute."""
