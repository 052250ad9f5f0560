"""The guide: what the workflow packs say, with their sources."""
