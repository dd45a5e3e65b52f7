"""What scripts for other simulators contain as it is: the network, the files, the points, and each tool's arrays.

Every file imports only what the machine has that runs the script; its imports are gathered at the top of the script.
"""
