"""How data comes in: delivered files become generations, changes become revisions."""
