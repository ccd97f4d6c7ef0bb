"""How records are filed and found: filing keys, search keys, match."""
