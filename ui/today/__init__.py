"""What is due: the page Today."""
