"""The story of a sample family, played on the real command line."""
