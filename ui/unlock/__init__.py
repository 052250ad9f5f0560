"""Unlocking a vault, and setting up a new one."""
