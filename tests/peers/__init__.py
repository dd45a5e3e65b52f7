"""Agreement with other simulators: their stored answers, the programs that asked them, and ours computed anew.

`settings.json` lists what is compared. Where a tool is installed, `python -m tests.peers.ask TOOL --python FILE` writes the
questions (the card's own programs, weights, images, full scales), runs `make_TOOL.py` with that Python, and stores the answers.
"""
