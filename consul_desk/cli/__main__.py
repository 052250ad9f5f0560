"""Lets `python -m consul_desk.cli` do what `consul-desk` does."""

import sys

from consul_desk.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
