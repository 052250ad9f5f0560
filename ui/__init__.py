"""The window of Consul Desk. Shows rows, collects input, calls the core through Desk."""
