"""Cases, people, facts, procedures, documents and papers in a vault."""
