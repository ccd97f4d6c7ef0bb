"""Wire messages <-> our words, both ways; the only modules that know both.

What is None with us is an empty string on the wire, except where the wire says
`optional`. A word that this version does not know, from a newer service, raises
`ServiceFailed`: an answer is never guessed.
"""
