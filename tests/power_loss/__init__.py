"""Power loss: every file operation recorded, and what a disk may hold after a cut at each."""
