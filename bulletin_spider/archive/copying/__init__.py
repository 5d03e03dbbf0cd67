"""Copy an archive to another place, on a disk or in an object store, and compare every byte."""
