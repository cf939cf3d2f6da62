#!/usr/bin/env python3
"""Regret of `refit-bench bo` over many seeds: median with a 95 % bootstrap interval, per function.

usage: bo_study.py REFIT_BENCH [--functions engine20,engine20-moved,hartmann6,branin] [--from 1]
                   [--to 40] [--jobs 2]

A median of 15 seeds moves by .05 from rounding alone (bench/results/bo.txt), so compare with 40 or
more, tune on some seeds and confirm on others. engine20-moved draws the optimum per seed.
"""
import argparse
import concurrent.futures
import json
import random
import statistics
import subprocess
import sys


def run(bench, function, seed):
    command = [bench, 'bo', function, '--seed', str(seed), '--json']
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f'{" ".join(command)}: {done.stderr.strip()}')
    return json.loads(done.stdout)


def interval(values, draws=4000):
    rng = random.Random(1)
    medians = sorted(statistics.median(rng.choices(values, k=len(values))) for _ in range(draws))
    return medians[int(0.025 * draws)], medians[int(0.975 * draws)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument('bench')
    parser.add_argument('--functions', default='engine20,engine20-moved,hartmann6,branin')
    parser.add_argument('--from', dest='first', type=int, default=1)
    parser.add_argument('--to', dest='last', type=int, default=40)
    parser.add_argument('--jobs', type=int, default=2)
    options = parser.parse_args()
    seeds = range(options.first, options.last + 1)
    print('function        seeds     median  95 % interval    mean   worst  CPU s/run')
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for function in options.functions.split(','):
            runs = list(pool.map(lambda seed: run(options.bench, function, seed), seeds))
            regrets = [one['regret'] for one in runs]
            low, high = interval(regrets)
            print(f'{function:<15} {options.first:>3}-{options.last:<4} {statistics.median(regrets):>7.3f}'
                  f'  {low:.3f} to {high:.3f} {statistics.mean(regrets):>7.3f} {max(regrets):>7.3f}'
                  f' {statistics.mean(one["cpu_s"] for one in runs):>7.1f}', flush=True)


if __name__ == '__main__':
    main()
