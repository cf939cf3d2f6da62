#!/usr/bin/env python3
"""Writes bayes_opt.tsv: a Gaussian process's posterior by numpy and scikit-learn, log improvement
in 60-digit arithmetic, noisy improvement conditioned the long way round, and the knowledge gradient
by integrating the highest line over all corners.
usage: make_bayes.py > bayes_opt.tsv"""
from decimal import Decimal, getcontext

import numpy as np
from scipy.integrate import quad
from scipy.stats import norm
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

getcontext().prec = 60
rng = np.random.default_rng(7)
N, D, SIGNAL, NOISE = 12, 3, 1.7, 0.04
LENGTHS = np.array([0.3, 0.8, 2.0])
X = np.round(rng.uniform(size=(N, D)), 6)
y = np.round(np.sin(4 * X[:, 0]) - 3 * (X[:, 1] - 0.4) ** 2 + 0.2 * rng.normal(size=N), 6)
noise = np.full(N, NOISE)
noise[::4] = 0.09  # stated by some of the observations
at = np.round(rng.uniform(size=(5, D)), 6)

kernel = ConstantKernel(SIGNAL, 'fixed') * Matern(LENGTHS, 'fixed', nu=2.5)
K = kernel(X) + np.diag(noise) + 1e-9 * SIGNAL * np.eye(N)
H = lambda P: np.column_stack([np.ones(len(P)), -((P - 0.5) ** 2).sum(1)])
b = np.linalg.solve(H(X).T @ np.linalg.solve(K, H(X)), H(X).T @ np.linalg.solve(K, y))
assert b[1] > 0, 'the bowl must open downwards for this to be a test'
m_at = lambda P: H(P) @ b
process = GaussianProcessRegressor(kernel, alpha=noise + 1e-9 * SIGNAL, optimizer=None).fit(X, y - m_at(X))
mu, sd = process.predict(at, return_std=True)


def cells(v):
    return ','.join(repr(float(c)) for c in np.ravel(v))


def line(kind, *parts):
    print(kind, *parts, sep='\t')


def log_improvement(z):
    """In 60 digits: for z <= -1 by the Mills ratio's continued fraction, else by scipy, where
    nothing cancels."""
    if z > -1:
        value = norm.pdf(z) + z * norm.cdf(z)
        return float(np.log(value)), float(norm.cdf(z) / value)
    t = Decimal(-z)
    tail = t
    for k in range(4000, 0, -1):
        tail = t + k / tail
    rest = 1 - t / tail
    value = -t * t / 2 - (2 * Decimal(repr(np.pi))).ln() / 2 + rest.ln()
    return float(value), float(1 / tail / rest)


def h(z):
    return float(np.exp(log_improvement(z)[0]))


print('# made by make_bayes.py')
line('shape', cells(np.log(LENGTHS)), repr(np.log(SIGNAL)), repr(np.log(NOISE)))
for i in range(N):
    line('point', cells(X[i]), repr(float(y[i])), repr(float(noise[i]) if i % 4 == 0 else -1.0))
for i in range(5):
    line('predict', cells(at[i]), repr(float(m_at(at)[i] + mu[i])), repr(float(sd[i] ** 2)))
_, logdet = np.linalg.slogdet(K)
line('loss', repr(float(0.5 * (y - m_at(X)) @ np.linalg.solve(K, y - m_at(X)) + 0.5 * logdet)))

# Noisy improvement: condition the process on noise-free values at the baseline, draw by draw.
baseline = [2, 5, 9]
normals = np.round(rng.normal(size=(3, 4)), 6)
B = X[baseline]
post = lambda P, Q: kernel(P, Q) - kernel(P, X) @ np.linalg.solve(K, kernel(X, Q))
fit = m_at(B) + kernel(B, X) @ np.linalg.solve(K, y - m_at(X))
C = post(B, B) + 1e-6 * SIGNAL * np.eye(3)
draws = fit[:, None] + np.linalg.cholesky(C) @ normals
line('baseline', cells(baseline), cells(normals))
for i in range(5):
    c = post(B, at[i:i + 1])[:, 0]
    m = m_at(at[i:i + 1])[0] + (kernel(at[i:i + 1], X) @ np.linalg.solve(K, y - m_at(X)))[0]
    s = np.sqrt(SIGNAL - kernel(at[i:i + 1], X)[0] @ np.linalg.solve(K, kernel(X, at[i:i + 1])[:, 0])
                - c @ np.linalg.solve(C, c))
    ms = m + c @ np.linalg.solve(C, draws - fit[:, None])
    line('noisy', cells(at[i]), repr(float(np.log(np.mean([s * h((a - f) / s) for a, f in zip(ms, draws.max(0))])))))
for z in [1e3, 40.0, 3.0, 0.5, 0.0, -0.5, -0.999, -1.0, -1.5, -4.0, -10.0, -19.9, -20.1, -30.0,
          -100.0, -1e4, -1e6, -1e8]:
    line('log_improvement', *map(repr, (z, *log_improvement(z))))


# Knowledge gradient: E max of lines in one standard normal, integrated between all their crossings.
def rise(heights, slopes):
    corners = {-9.0, 9.0}
    for a, b in zip(heights, slopes):
        for c, d in zip(heights, slopes):
            if b != d and abs((c - a) / (b - d)) < 9:
                corners.add((c - a) / (b - d))
    corners = sorted(corners)
    gain = lambda z: (np.max(heights + slopes * z) - np.max(heights)) * norm.pdf(z)
    return sum(quad(gain, lo, hi, epsabs=1e-13)[0] for lo, hi in zip(corners, corners[1:]))


for heights, slopes in [([1.0], [0.7]), ([0.0, 0.0], [-1.0, 1.0]), ([1.0, 0.5, 0.2], [0.1, 0.4, -0.3]),
                        ([0.3, 0.3, 0.1, 0.3], [0.2, 0.2, 0.2, 0.1]), ([2.0, 0.0], [0.0, 0.5]),
                        ([0.0, 0.1, 0.3, -0.2, 0.25], [0.5, 0.2, 0.0, 0.9, -0.6])]:
    line('rise', cells(heights), cells(slopes), repr(float(rise(np.array(heights), np.array(slopes)))))
A = np.vstack([B, at[:2]])
mean = lambda P: m_at(P) + kernel(P, X) @ np.linalg.solve(K, y - m_at(X))
typical = np.sort(noise)[N // 2]
line('choices', *map(cells, A))
for x in (at[2:3], at[3:4], X[4:5], at[0:1]):
    lines = np.append(mean(A), mean(x))
    tilt = np.append(post(A, x)[:, 0], post(x, x)[0, 0]) / np.sqrt(post(x, x)[0, 0] + typical)
    line('gradient', cells(x), repr(float(rise(lines, tilt) + lines.max() - mean(A).max())))
