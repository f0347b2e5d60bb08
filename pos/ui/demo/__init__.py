"""The demo: a shop of its own, and a shift worked through it by real keys and clicks."""
