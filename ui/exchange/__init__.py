"""What leaves and what arrives: contacts, sealed bundles out and in."""
