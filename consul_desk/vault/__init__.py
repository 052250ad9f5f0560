"""The encrypted folder: keys, database, journal and blobs."""
