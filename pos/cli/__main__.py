"""`python -m pos.cli`: the command line where no `evertill` script is installed."""

import sys

from pos.cli import main

sys.exit(main())
