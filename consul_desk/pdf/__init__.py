"""Papers drawn and filled in memory. Pure: bytes and values in, bytes out."""
