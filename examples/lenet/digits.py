#!/usr/bin/python3
"""Writes scikit-learn's handwritten digits as bytes: usage: digits.py FILE

1797 records of 65 bytes, shuffled: 8x8 grey values 0 to 16, row by row, then the digit."""
import sys

try:
    import numpy
    from sklearn.datasets import load_digits
except ImportError as error:
    sys.exit(f"digits.py: {error}; Debian's package python3-sklearn has the digits")

digits = load_digits()
records = numpy.hstack([digits.data, digits.target[:, None]]).astype(numpy.uint8)
numpy.random.RandomState(1).permutation(records).tofile(sys.argv[1])
