"""Small mains for who works on this project."""
