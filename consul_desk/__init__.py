"""The core of Consul Desk: vault, casework, workflows, papers and exchange. No Qt."""

__version__ = "0.1.0"
