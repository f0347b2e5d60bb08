"""Start-up: what is shown until the register is open, or why it cannot be."""
