"""How the user interface reaches the services: one protocol, a local and a remote implementation."""
