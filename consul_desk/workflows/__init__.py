"""Procedures described as data: vocabulary, packs, conditions, interview, deadlines. Pure."""
