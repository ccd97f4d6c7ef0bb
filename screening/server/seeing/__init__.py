"""How the service does, for who runs it: calls counted, metrics told, systemd kept informed."""
