"""Calendar: a month of days to choose one from."""
