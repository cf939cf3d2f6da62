#!/usr/bin/env python3
"""Writes arm_posterior.tsv and squarecb_pmf.tsv, independently of the C++ code.

usage: make_vectors.py

The posterior is the batch solution of the weighted ridge equations over all rows at once, by
numpy's LU solve and inverse (the C++ code adds rows one by one to a Cholesky factor); the
probabilities are the published rule in exact fractions.
"""
import pathlib
from fractions import Fraction
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent


def joined(values):
    return ','.join(repr(float(v)) for v in values)


def posterior_rows(rng, features, count, keep):
    """One case: prior, observations, and what a batch solve makes of them, also after forgetting."""
    precision, prior_mean = rng.uniform(.2, 2, features), rng.normal(0, .3, features)
    phi = np.hstack([rng.uniform(-1, 1, (count, features - 1)), np.ones((count, 1))])
    phi, reward, weight = phi.round(2), rng.uniform(0, 1, count).round(2), rng.uniform(.2, 3, count).round(1)
    yield 'case', joined(precision), joined(prior_mean), repr(keep)
    for row in zip(phi, reward, weight): yield 'row', joined(row[0]), repr(float(row[1])), repr(float(row[2]))
    for name, factor in (('all', 1.0), ('kept', keep)):
        a = np.diag(precision) + factor * (phi.T * weight) @ phi
        theta = np.linalg.solve(a, factor * phi.T @ (weight * reward) + precision * prior_mean)
        yield name, joined(theta), repr(float(factor * weight.sum())), ''
        inverse = np.linalg.inv(a)
        for x in rng.uniform(-1, 1, (3, features)): yield name + '_at', joined(x), repr(float(theta @ x)), repr(float(np.sqrt(x @ inverse @ x)))


def squarecb(means, widths, v, gamma, floor):
    means, widths = [Fraction(m) for m in means], [Fraction(w) for w in widths]
    v, gamma, floor = Fraction(v), Fraction(gamma), Fraction(floor)
    upper = [m + v * w for m, w in zip(means, widths)]
    best_lower = max(m - v * w for m, w in zip(means, widths))
    alive = [i for i, u in enumerate(upper) if u >= best_lower or v == 0]
    best = max(alive, key=lambda i: (upper[i], -i))
    p = [Fraction(0)] * len(means)
    for i in alive:
        if i != best: p[i] = 1 / (len(alive) + gamma * (upper[best] - upper[i]))
    p[best] = 1 - sum(p)
    return [float((1 - floor) * q + floor / len(p)) for q in p]


def main():
    rng = np.random.default_rng(20261123)
    rows = [row for features, count, keep in ((2, 5, .5), (5, 3, .25), (12, 60, .9), (3, 600, .125)) for row in posterior_rows(rng, features, count, keep)]
    lines = ['# numpy ' + np.__version__ + ': batch weighted ridge; make_vectors.py', '# kind\tvector\tnumber\tnumber']
    (HERE / 'arm_posterior.tsv').write_text('\n'.join(lines + ['\t'.join(row) for row in rows]) + '\n')
    lines = ['# exact fractions; make_vectors.py', '# means\twidths\tv\tgamma\tfloor\tpmf']
    cases = [([.5], [1.], .25, 10., .01), ([.25, .75], [.5, .25], .25, 100., .015625), ([.5, .5, .5], [.25, .25, .25], .5, 50., 0.), ([.5, .875, .75], [8., 1., .125], 0., 100., 0.)]
    for k in (3, 5, 8, 26):
        for _ in range(3):
            cases.append((list(rng.integers(0, 64, k) / 64), list(rng.integers(1, 64, k) / 64), .25, float(rng.integers(1, 4096)), 1 / 128))
    lines += ['\t'.join([joined(m), joined(w), repr(v), repr(g), repr(f), joined(squarecb(m, w, v, g, f))]) for m, w, v, g, f in cases]
    (HERE / 'squarecb_pmf.tsv').write_text('\n'.join(lines) + '\n')


if __name__ == '__main__':
    main()
