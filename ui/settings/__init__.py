"""Settings: languages and looks, the vault."""
