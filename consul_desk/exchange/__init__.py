"""What leaves and enters on purpose: identity, contact cards, bundles, merge."""
