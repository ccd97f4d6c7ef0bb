"""Who may ask what: the register of callers, the decision, and how much in a minute."""
