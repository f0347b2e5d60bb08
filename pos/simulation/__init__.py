"""The simulator: a chain of shops under every fault, in one thread, from one seed."""
