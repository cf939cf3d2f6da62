#!/usr/bin/env python3
"""Writes logistic.tsv, conformal.tsv, stacking.tsv and calibration.tsv beside itself, with scikit-learn, scipy and numpy.

usage: make_quality.py

Lists inside a column are separated by commas.
"""
import pathlib
import numpy as np
from scipy.optimize import minimize, nnls
from sklearn.linear_model import LogisticRegression

HERE = pathlib.Path(__file__).resolve().parent


def write(name, origin, columns, rows):
    lines = [f'# {origin}', '# ' + '\t'.join(columns)]
    lines += ['\t'.join(str(c) for c in row) for row in rows]
    (HERE / name).write_text('\n'.join(lines) + '\n')


def joined(values):
    return ','.join(repr(float(v)) for v in values)


def standardised(x, w):
    mean = np.average(x, axis=0, weights=w)
    sd = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=w))
    return (x - mean) / sd, mean, sd


def fractional(z, y, w, lam):
    """The same loss for targets between 0 and 1, by BFGS."""
    def loss(b):
        t = b[0] + z @ b[1:]
        return np.sum(w * (np.logaddexp(0, t) - y * t)) + lam / 2 * b[1:] @ b[1:]
    def slope(b):
        r = w * (1 / (1 + np.exp(-(b[0] + z @ b[1:]))) - y)
        return np.r_[r.sum(), z.T @ r + lam * b[1:]]
    return minimize(loss, np.zeros(z.shape[1] + 1), jac=slope, method='BFGS',
                    options={'gtol': 1e-11, 'maxiter': 10000}).x


def logistic():
    rng, rows = np.random.default_rng(20261123), []
    for case, kind, lam in (('binary', 'sklearn', 1.0), ('binary_strong', 'sklearn', 10.0), ('fraction', 'scipy', 0.5)):
        x = np.round(rng.normal(size=(40, 3)) * [1, 10, 0.1] + [0, 5, 1], 4)
        p = 1 / (1 + np.exp(-(0.3 + x[:, 0] - 0.1 * (x[:, 1] - 5))))
        w = np.round(rng.uniform(0.5, 3, 40), 3)
        y = (rng.uniform(size=40) < p).astype(float) if kind == 'sklearn' else np.round(p, 3)
        z, mean, sd = standardised(x, w)
        if kind == 'sklearn':
            m = LogisticRegression(C=1 / lam, tol=1e-12, max_iter=100000, solver='lbfgs').fit(z, y, sample_weight=w)
            b = np.r_[m.intercept_, m.coef_[0]]
            assert np.allclose(b, fractional(z, y, w, lam), atol=1e-5)
        b = fractional(z, y, w, lam)
        slopes = b[1:] / sd
        for i in range(40): rows.append([case, 'row', joined(x[i]), repr(float(y[i])), repr(float(w[i]))])
        rows.append([case, 'model', joined(slopes), repr(float(b[0] - slopes @ mean)), repr(lam)])
    write('logistic.tsv', 'oracle: scipy BFGS on the penalised loss; binary cases agree with scikit-learn to 1e-5',
          ['case', 'kind', 'features or slopes', 'target or intercept', 'weight or lambda'], rows)


def conformal():
    rng, rows = np.random.default_rng(7), []
    for n in (9, 10, 19, 20, 57):
        v = np.round(rng.gamma(2, size=n), 4)
        for alpha in (0.1, 0.2, 0.5):
            level = np.ceil((n + 1) * (1 - alpha) - 1e-9) / n
            q = np.quantile(v, level, method='inverted_cdf') if level <= 1 else float('inf')
            rows.append(['plain', joined(v), joined(np.ones(n)), alpha, 1, 'inf' if np.isinf(q) else repr(float(q))])
    for n in (12, 40):  # Whole masses: the same as repeating the values.
        v, m = np.round(rng.gamma(2, size=n), 4), rng.integers(1, 6, n)
        big = np.repeat(v, m)
        level = np.ceil((len(big) + 3) * 0.9 - 1e-9) / len(big)
        q = np.quantile(big, level, method='inverted_cdf') if level <= 1 else float('inf')
        rows.append(['masses', joined(v), joined(m), 0.1, 3, 'inf' if np.isinf(q) else repr(float(q))])
    write('conformal.tsv', 'oracle: numpy.quantile(method=inverted_cdf) at ceil((n + rest)(1 - alpha))/n',
          ['kind', 'values', 'masses', 'alpha', 'rest', 'quantile'], rows)


def stacking():
    """Weighted least squares under a, b >= 0: nnls on rows scaled by the root of their mass."""
    rng, rows = np.random.default_rng(11), []
    for case, a, b in (('both', 0.4, 0.6), ('shrunken', 0.3, 0.1), ('first', 1.0, -0.5), ('second', -0.5, 1.0), ('neither', -1.0, -1.0)):
        f, s = np.round(rng.uniform(0.1, 0.9, (2, 30)), 4)
        m = np.round(rng.uniform(0.1, 2, 30), 3)
        y = np.round(a * f + b * s + rng.normal(0, 0.05, 30), 4)
        w, _ = nnls(np.c_[f, s] * np.sqrt(m)[:, None], y * np.sqrt(m))
        rows.append([case, joined(f), joined(s), joined(y), joined(m), joined(w)])
    write('stacking.tsv', 'oracle: scipy.optimize.nnls on rows times the root of their mass',
          ['case', 'first', 'second', 'targets', 'masses', 'weights'], rows)


def calibration():
    """Ten bins by numpy.digitize, written as the definition reads."""
    rng, rows = np.random.default_rng(5), []
    for n in (1, 12, 80, 200):
        p = np.round(rng.uniform(0, 1, n), 3)
        p[0] = 1.0
        y = np.round(np.clip(p ** 2 + rng.normal(0, 0.2, n), 0, 1), 3)
        bins = np.clip(np.digitize(p, np.arange(10) / 10) - 1, 0, 9)
        ece = sum((bins == b).mean() * abs(p[bins == b].mean() - y[bins == b].mean()) for b in range(10) if (bins == b).any())
        rows.append([joined(p), joined(y), repr(float(ece))])
    write('calibration.tsv', 'oracle: numpy, expected calibration error over ten equal bins', ['predictions', 'targets', 'ece'], rows)


if __name__ == '__main__':
    logistic()
    conformal()
    stacking()
    calibration()
