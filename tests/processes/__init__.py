"""Real processes under a bad network and the kill command: register, proxy, server, oracle."""
