"""Made-up names of the world: parts that people bear, put together by chance.

A file in `regions/` says which parts are common somewhere, how rarer ones sound there,
and in which style names are put together. Whoever bears a name made here is not meant.
"""
