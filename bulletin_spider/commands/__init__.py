"""The synopsis of each command, one module for each; what commands share begins with an underscore."""
