"""Where labs are: states, towns and the map. Pure values read from committed data files.

Not: which labs there are (`network.queries`), nor anything of a page but the map's own SVG.
"""
