"""What is shown of what was found: verdict, advice, age. Later: who may see it."""
