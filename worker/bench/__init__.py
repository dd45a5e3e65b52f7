"""How fast the engine is, near what it could be and next to others: everything `mhoscope bench` prints.

Whatever is measured works in child processes (`contender`), which are told what to do line by line and answer so;
a peer's child may run in another Python. Times are taken in turns, so that a busy machine is unfair to nobody, and
reported as medians with their least and greatest; ratios are taken within each turn (`timing`).
"""
