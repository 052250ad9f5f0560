"""One editor per type of fact, and the frame of a question around it."""
