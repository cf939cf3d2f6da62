#!/usr/bin/env python3
"""Writes local_search.tsv: the difference between two points of a Gaussian process with a constant
mean, conditioned by numpy, in the units and with the priors of learn/local_search.h.
usage: make_local_search.py > local_search.tsv"""
import numpy as np
from scipy.stats import norm

rng = np.random.default_rng(11)
N, D, SCALE, MARGIN = 6, 4, 0.5, 0.2
X = np.round(rng.uniform(size=(N, D)), 6)
y = np.round(3 + X[:, 0] - (X[:, 1] - 0.4) ** 2 + 0.2 * rng.normal(size=N), 6)
deviation = np.round(rng.uniform(0.05, 0.4, N), 6)
serving = np.round(rng.uniform(size=D), 6)
at = np.round(rng.uniform(size=(6, D)), 6)

length = np.exp(np.sqrt(2) + 0.5 * np.log(D) - 2)


def kernel(a, b):
    r = np.sqrt(5) * np.linalg.norm(a[:, None] - b[None], axis=2) / length
    return (1 + r + r * r / 3) * np.exp(-r)


def line(kind, *parts):
    print(kind, *(','.join(repr(float(c)) for c in np.ravel(p)) for p in parts), sep='\t')


weights = 1 / (deviation ** 2 + SCALE ** 2)
centre = (weights * y).sum() / weights.sum()
values = (y - centre) / SCALE
K = kernel(X, X) + np.diag((deviation / SCALE) ** 2 + 1e-9)
ones = np.ones(N)
constant = ones @ np.linalg.solve(K, values) / (ones @ np.linalg.solve(K, ones))
print('# made by make_local_search.py')
line('serving', serving)
for row in zip(X, y, deviation):
    line('seen', *row)
for point in at:
    both = np.vstack([point, serving])
    k = kernel(both, X)
    mean = constant + k @ np.linalg.solve(K, values - constant)
    cov = kernel(both, both) - k @ np.linalg.solve(K, k.T)
    gain = SCALE * (mean[0] - mean[1])
    spread = SCALE * np.sqrt(cov[0, 0] + cov[1, 1] - 2 * cov[0, 1])
    line('at', point, centre + SCALE * mean[0], SCALE * np.sqrt(cov[0, 0]), gain, spread,
         norm.cdf((-MARGIN - gain) / spread))
