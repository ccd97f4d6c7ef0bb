"""The judge of finding persons by name: pairs that should match or not, and innocents.

One list of persons is made of all that is to be found, loaded as an operator would, and
asked through the code behind `ScreenPerson`; what came back is counted.
"""
