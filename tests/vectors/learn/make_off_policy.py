#!/usr/bin/env python3
"""Writes off_policy.tsv: the estimators, bounds and the paired e-process in numpy, straight from
their formulas. usage: make_off_policy.py > off_policy.tsv"""
import math

import numpy as np
from scipy import stats

rng = np.random.default_rng(20261123)
N, K = 60, 3
target = rng.dirichlet(np.ones(K), N)
logger = rng.dirichlet(2 * np.ones(K), N)
arm = np.array([rng.choice(K, p=p) for p in logger])
reward = np.round(rng.beta(2, 1 + arm), 3)
model = np.round(rng.uniform(0.2, 0.8, (N, K)), 3)
rows = np.arange(N)
target, logger = np.round(target, 12), np.round(logger, 12)
pscore = logger[rows, arm]
w = target[rows, arm] / pscore
q = model[rows, arm]
d = (target * model).sum(1)


def wealth(g, cap):
    total, squares, log_w, best = 0.0, 0.25, 0.0, 0.0
    for i, x in enumerate(g):
        mu = total / (i + 1)
        variance = squares / (i + 1) - mu * mu
        log_w += math.log1p(min(max(mu / (variance + mu * mu), 0.0), cap) * x)
        best = max(best, log_w)
        total += x
        squares += x * x
    return log_w, best


def betting_bound(z, delta):
    n, limit = len(z), math.log(1 / delta)
    stake, s, dev = [], 0.0, 1.0
    for i, x in enumerate(z):
        stake.append(math.sqrt(2 * limit * (i + 1) / (dev * n)))
        s += x
        dev += (x - s / (i + 1)) ** 2
    best = lambda m: max(np.cumsum([math.log1p(min(l, 0.5 / m) * (x - m)) for l, x in zip(stake, z)]))
    low, high = 1e-12, 4.0
    for _ in range(80):
        mid = (low + high) / 2
        low, high = (mid, high) if best(mid) >= limit else (low, mid)
    return low


def line(kind, *cells):
    print(kind, *[c if isinstance(c, str) else repr(float(c)) for c in cells], sep='\t')


print('# made by make_off_policy.py: round = arm, reward, propensity, target of the arms, model of the arms')
for i in rows:
    line('round', arm[i], reward[i], pscore[i], ','.join(map(repr, map(float, target[i]))),
         ','.join(map(repr, map(float, model[i]))))
line('dm', d.mean())
line('ips', (w * reward).mean())
line('snips', (w * reward).sum() / w.sum())
line('dr', (d + w * (reward - q)).mean())
line('sndr', d.mean() + (w * (reward - q)).sum() / w.sum())
line('switch-dr', (d + w * (w <= 2) * (reward - q)).mean())
line('dr-os', (d + 5 * w / (w * w + 5) * (reward - q)).mean())
line('ips_clip1.5', (np.minimum(w, 1.5) * reward).mean())
line('dr_clip1.5', (d + np.minimum(w, 1.5) * (reward - q)).mean())
line('ess', w.sum() ** 2 / (w * w).sum())
line('clipped_share', (w - np.minimum(w, 1.5)).sum() / w.sum())
z = w * reward
se = z.std(ddof=1) / math.sqrt(N)
line('student', z.mean() - stats.t.ppf(0.95, N - 1) * se)
line('hoeffding', z.mean() - w.max() * math.sqrt(math.log(20) / (2 * N)))
line('bernstein', z.mean() - math.sqrt(2 * math.log(40)) * se - 7 * w.max() * math.log(40) / (3 * (N - 1)))
line('betting', betting_bound(z, 0.05))
line('better', *wealth((w - 1) * reward, 0.5))
line('worse', *wealth((w - 1) * (1 - reward), 0.5))
line('better_margin0.1', *wealth((w - 1) * reward - 0.1, 0.5 / 1.1))
