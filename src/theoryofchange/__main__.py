"""Run the command line as ``python -m theoryofchange``."""

import sys

from theoryofchange.cli.main import main

sys.exit(main())
