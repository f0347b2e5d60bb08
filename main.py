"""The register's start: `python main.py` opens the till."""

import sys

from pos.cli import main

if __name__ == "__main__":
    sys.exit(main())
