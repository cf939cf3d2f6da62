#!/usr/bin/env python3
"""Writes the small tables of tests/vectors/stats and tests/vectors/hash.

usage: make_vectors.py SHARED_VECTORS_DIR

Each table is an excerpt (a few dozen numbers) of a larger set of reference values; its first line
names the oracle. ridge.tsv is computed here with 40-digit arithmetic (mpmath), independently of the
C++ code. Lists inside a column are separated by commas.
"""
import json, math, pathlib, sys
import mpmath, numpy, scipy.optimize, scipy.stats

HERE = pathlib.Path(__file__).resolve().parent
HASH = HERE.parent / 'hash'


def load(source, name):
    return json.loads((source / name).read_text())


def write(path, origin, columns, rows):
    lines = [f'# {origin}', '# ' + '\t'.join(columns)]
    lines += ['\t'.join(cell if isinstance(cell, str) else repr(cell) for cell in row) for row in rows]
    path.write_text('\n'.join(lines) + '\n')


def joined(values):
    return ','.join(repr(v) for v in values)


def finite(*values):
    return all(isinstance(v, (int, float)) and math.isfinite(v) for v in values)


def special_functions(source):
    cases, rows, seen = load(source, 'special_functions.json')['cases'], [], {}
    for case in cases:
        seen[case['f']] = seen.get(case['f'], 0) + 1
        if case['value_str'] == 'scipy' or abs(float(case['value_str'])) < 1e-300 or seen[case['f']] % 4 != 1: continue
        rows.append([case['f'], joined(case['args']), case['value_str']])
    write(HERE / 'special_functions.tsv', 'mpmath, 50 digits', ['function', 'arguments', 'value'], rows)


def proportions(source):
    rows = []
    for case in load(source, 'proportions.json')['cases']:
        z, unpooled = case['z_pooled_two-sided'], case['z_unpooled']
        if not (isinstance(unpooled, list) and finite(*z, *unpooled)) or case['name'][1:] not in '1 7 15 22 30 38 45 50 55'.split(): continue
        rows.append([*(v for pair in zip(case['count'], case['nobs']) for v in pair), *z, *unpooled, *case['diff_ci_newcomb'], *case['ci1_wilson']])
    write(HERE / 'proportions.tsv', 'statsmodels 0.13.5: pooled and unpooled z, Newcombe and Wilson 95 % intervals',
          ['x_a', 'n_a', 'x_b', 'n_b', 'z', 'p', 'z_unpooled', 'p_unpooled', 'newcombe_low', 'newcombe_high', 'wilson_low', 'wilson_high'], rows)


def welch(source):
    rows = []
    for case in load(source, 'welch.json')['cases'][::7]:
        if 'ci' not in case['df_ci95']: continue
        pairs = zip(case['n'], case['mean'], case['sd'])
        rows.append([*(v for triple in pairs for v in triple), *case['welch_two-sided'], case['df_ci95']['df'], *case['df_ci95']['ci']])
    write(HERE / 'welch.tsv', 'scipy 1.10.1 ttest_ind_from_stats, Welch 95 % interval',
          ['n_a', 'mean_a', 'sd_a', 'n_b', 'mean_b', 'sd_b', 't', 'p', 'df', 'low', 'high'], rows)


def srm(source):
    rows = [[joined(c['users']), joined(c['weights']), c['df_right'], c['chisq_p']] for c in load(source, 'srm.json')['cases']
            if finite(c['chisq_p']) and c['name'] in {'rand_46', 'rand_47', 'rand_49', 'rand_51', 'rand_55', 'n1', 'huge', 'one_empty', 'zero_weight_arm_df_bug', 'clear', 'unnormalised'}]
    write(HERE / 'srm.tsv', 'scipy 1.10.1 chisquare', ['users', 'weights', 'df', 'p'], rows)


def bayes(source):
    cases = [c for c in load(source, 'bandit_weights.json')['cases'] if not c['top_two']][::6]
    write(HERE / 'normal_best.tsv', 'adaptive quadrature (scipy 1.10.1): P(best of k Normal arms)', ['means', 'sds', 'best'],
          [[joined(c['post_mean']), joined(c['post_sd']), joined(c['exact_best'])] for c in cases])
    rows = [[c['prior'][0] + c['s'][i] if half == 0 else c['prior'][1] + c['n'][i] - c['s'][i] for i in (0, 1) for half in (0, 1)] +
            [c['p_2_gt_1'], c['loss_choose_1'], c['loss_choose_2'], *c['ci95_1']]
            for c in load(source, 'beta_posterior.json')['cases'] if c['abs_tol'] <= 1e-9][::6]
    write(HERE / 'beta_pairs.tsv', 'adaptive quadrature (scipy 1.10.1): Beta posteriors a, b',
          ['alpha_a', 'beta_a', 'alpha_b', 'beta_b', 'p_b_greater', 'loss_a', 'loss_b', 'low_a', 'high_a'], rows)


def e_processes(source):
    streams = [c for c in load(source, 'two_arm_eprocess.json')['cases'] if len(c['y']) <= 80]
    two = next(c for c in streams if c['categories'] == 2 and len(c['y']) < 40)
    five = next(c for c in streams if c['categories'] == 5 and len(c['y']) < 40)
    rows = [[c['categories'], *row] for c in (two, five) for row in zip(c['pi1'], c['arm'], c['y'], c['log_e_modelx'], c['log_e_ipw_betting'])]
    write(HERE / 'e_processes.tsv', 'independent Python implementation of docs/methods/e-processes.md; two streams, every prefix',
          ['categories', 'pi_1', 'arm', 'category', 'log_e_category', 'log_e_betting'], rows)


def tilted(stream):
    """ln E of stats/tilt_e_process.h at every prefix, each from scratch out of the whole past."""
    top, total, result = stream['categories'] - 1, 0.0, []
    units = [(y / top, a, p) for y, a, p in zip(stream['y'], stream['arm'], stream['pi1'])]
    for t, (y, arm, p) in enumerate(units):
        past = units[:t]
        mean = (math.fsum(u[0] for u in past) + .5) / (t + 1)
        variance = (math.fsum(u[0] ** 2 for u in past) + .375) / (t + 1) - mean ** 2
        forecast = []
        for a in (0, 1):
            own = [u[0] for u in past if u[1] == a]
            theta = ((math.fsum(own) + 30 * mean) / (len(own) + 30) - mean) / max(variance, .001)
            limit = .95 / max(mean, 1 - mean)
            forecast.append(1 + min(max(theta, -limit), limit) * (y - mean))
        total += math.log(forecast[arm] / ((1 - p) * forecast[0] + p * forecast[1]))
        result.append(total)
    return result


def sequences(source):
    for_tilt = [next(c for c in load(source, 'two_arm_eprocess.json')['cases'] if c['categories'] == k and 40 < len(c['y']) < 200) for k in (2, 5)]
    write(HERE / 'tilt_e_process.tsv', 'independent Python implementation (this file) of docs/methods/e-processes.md; two streams, every prefix',
          ['categories', 'pi_1', 'arm', 'category', 'log_e'],
          [[c['categories'], *row] for c in for_tilt for row in zip(c['pi1'], c['arm'], c['y'], tilted(c))])
    stream = next(c for c in load(source, 'two_arm_eprocess.json')['cases'] if c['categories'] == 2 and len(c['y']) < 40)
    robust = [['', '']] + stream['aipw_asymp_from_t2']
    write(HERE / 'two_arm_sequences.tsv', 'independent Python implementation: universal inference and the doubly robust sequence (alpha .05, decision size 500); one stream, every prefix',
          ['pi_1', 'arm', 'y', 'log_e_universal', 'estimate', 'half_width'],
          [[*row[:4], *row[4]] for row in zip(stream['pi1'], stream['arm'], stream['y'], stream['log_e_universal'], robust)])
    sequential = load(source, 'gb_sequential.json')
    write(HERE / 'asymptotic.tsv', 'gbstats 0.8.0: half-widths of the asymptotic confidence sequence',
          ['n', 'variance', 'decision_size', 'alpha', 'two_sided', 'one_sided'],
          [[h['n'], h['s2'], h['tuning'], h['alpha'], h['two_sided'], h['one_sided']] for h in sequential['halfwidth_table'][3::8]])
    tests = [(c, c['two_sided']) for c in sequential['cases'] if 'two_sided' in c and c['two_sided']['stddev'] and 1e-6 < c['two_sided']['p_value'] < 1]
    write(HERE / 'asymptotic_tests.tsv', 'gbstats 0.8.0: sequential two-sided tests',
          ['n', 'estimate', 'standard_error', 'decision_size', 'alpha', 'low', 'high', 'p'],
          [[c['a']['n'] + c['b']['n'], t['expected'], t['stddev'], c['tuning'], c['alpha'], *t['ci'], t['p_value']] for c, t in tests[::12]])


def families(source):
    cases = [c for c in load(source, 'multiple_comparisons.json')['cases'] if len(c['p']) <= 8][:6]
    write(HERE / 'multiple_comparisons.tsv', 'statsmodels 0.13.5 multipletests', ['p', 'bh', 'holm'],
          [[joined(c['p']), joined(c['fdr_bh']['adjusted']), joined(c['holm']['adjusted'])] for c in cases])
    write(HERE / 'power.tsv', 'closed form, evaluated with statsmodels 0.13.5', ['p_1', 'p_2', 'alpha', 'power', 'ratio', 'n_1'],
          [[c['p1'], c['p2'], c['alpha'], c['power'], c['ratio'], c['n1_unpooled_closed']] for c in load(source, 'power.json')['cases'][::5]])


def hashes(source):
    rows = [[c['seed'], c['value'], c['v1'], c['v2']] for c in load(source, 'hash_assignment.json')['cases'][41:141:4]]
    write(HASH / 'growthbook.tsv', "independent Python port of GrowthBook's hash (checked there against the SDK's own cases)",
          ['seed', 'unit', 'v1', 'v2'], rows)


def ridge():
    mpmath.mp.dps = 40
    state, rows = 12345, []
    def draw():
        nonlocal state
        state = (1103515245 * state + 12345) % 2 ** 31
        return (state >> 8) % 1000
    for _ in range(14):
        x = [draw() / 1000, draw() * 7.5, (draw() - 500) / 1e4]
        rows.append((x, draw() / 1000, 0.5 + draw() / 500))
    total = mpmath.fsum(mpmath.mpf(w) for _, _, w in rows)
    mean = [mpmath.fsum(mpmath.mpf(w) * mpmath.mpf(x[j]) for x, _, w in rows) / total for j in range(3)]
    scale = [mpmath.sqrt(mpmath.fsum(mpmath.mpf(w) * (mpmath.mpf(x[j]) - mean[j]) ** 2 for x, _, w in rows) / total) for j in range(3)]
    target = mpmath.fsum(mpmath.mpf(w) * mpmath.mpf(y) for _, y, w in rows) / total
    z = [[(mpmath.mpf(x[j]) - mean[j]) / scale[j] for j in range(3)] for x, _, _ in rows]
    gram = mpmath.matrix(3, 3)
    moment = mpmath.matrix(3, 1)
    for (x, y, w), zi in zip(rows, z):
        for i in range(3):
            moment[i] += mpmath.mpf(w) * (mpmath.mpf(y) - target) * zi[i]
            for j in range(3): gram[i, j] += mpmath.mpf(w) * zi[i] * zi[j]
    for i in range(3): gram[i, i] += mpmath.mpf(2.5)
    beta = mpmath.lu_solve(gram, moment)
    table = [['row', joined(x), y, w] for x, y, w in rows]
    table.append(['fit', joined([float(b) for b in beta]), float(target), 2.5])
    for x, _, _ in rows[:3]:
        prediction = target + mpmath.fsum(beta[j] * (mpmath.mpf(x[j]) - mean[j]) / scale[j] for j in range(3))
        table.append(['predict', joined(x), float(prediction), 0.0])
    write(HERE / 'ridge.tsv', 'normal equations solved with mpmath, 40 digits',
          ['kind', 'features or coefficients', 'target, intercept or prediction', 'weight or lambda'], table)


def bounded_means():
    """Whole prefixes at once in numpy and Brent's method, where the program goes one by one and halves."""
    draw = numpy.random.default_rng(20261123)
    streams = [(draw.choice(numpy.arange(5) / 4, 60, p=[.05, .1, .2, .35, .3]), .05), (draw.choice([0., 1.], 60, p=[.3, .7]), .05),
               (numpy.round(draw.beta(2, 5, 60), 4), .01), (numpy.ones(20), .05), (numpy.zeros(20), .1)]
    rows = []
    for x, alpha in streams:
        t = numpy.arange(1, len(x) + 1)
        means = (.5 + numpy.cumsum(x)) / (t + 1)
        spread = numpy.append(.25, ((.25 + numpy.cumsum((x - means) ** 2)) / (t + 1))[:-1])
        cost = math.log(2 / alpha)
        stakes = numpy.sqrt(2 * cost / (spread * t * numpy.log(t + 1)))

        def bernstein(y, n):
            held, forecast = numpy.minimum(stakes[:n], .5), numpy.append(0, (numpy.cumsum(y) / t)[:-1])[:n]
            price = (y[:n] - forecast) ** 2 * (-numpy.log(1 - held) - held)
            return max(0., float((held @ y[:n] - cost - price.sum()) / held.sum()))

        def wealth(m, y, n):
            held = numpy.minimum(stakes[:n], .5 / m) if m > 0 else stakes[:n]
            return float(numpy.log(1 + held * (y[:n] - m)).sum())

        def lowest(y, n):
            if wealth(0, y, n) < cost: return 0.
            return scipy.optimize.brentq(lambda m: wealth(m, y, n) - cost, 1e-12, 1 - 1e-12, xtol=1e-14)

        for n in (1, 2, 5, 20, 60):
            if n > len(x): continue
            capital = max(wealth(.4, x, n), wealth(.6, 1 - x, n)) - math.log(2)
            rows.append([joined(x[:n].tolist()), alpha, bernstein(x, n), 1 - bernstein(1 - x, n), lowest(x, n), 1 - lowest(1 - x, n), capital])
    write(HERE / 'bounded_mean.tsv', 'numpy 1.24 and scipy 1.10 brentq, from the formulas of Waudby-Smith & Ramdas 2024 (make_vectors.py)',
          ['x', 'alpha', 'bernstein_low', 'bernstein_high', 'hedged_low', 'hedged_high', 'ln_capital_at_.4'], rows)


def cuped():
    """Least squares and scipy's Welch test on the adjusted outcomes. An empty figure: no past."""
    draw, rows = numpy.random.default_rng(7), []
    for n, m, past in ((8, 6, 1.), (15, 12, .6), (12, 30, .9), (10, 10, 0.)):
        arms = []
        for size, effect in ((n, 0.), (m, .4)):
            x = numpy.round(draw.normal(3, 1, size), 3)
            arms.append((x, numpy.round(x + draw.normal(effect, .8, size), 3), draw.random(size) < past))
        known = numpy.concatenate([x[has] for x, _, has in arms])
        fill = known.mean() if len(known) else 0.
        filled = [numpy.where(has, x, fill) for x, _, has in arms]
        design = numpy.concatenate(filled)
        theta = 0. if not len(known) else float(numpy.linalg.lstsq(
            numpy.column_stack([design, numpy.ones(n + m)]), numpy.concatenate([y for _, y, _ in arms]), rcond=None)[0][0])
        new = [y - theta * x for x, (_, y, _) in zip(filled, arms)]
        test = scipy.stats.ttest_ind(*new, equal_var=False)
        error = [math.sqrt(sum(v.var(ddof=1) / len(v) for v in group)) for group in (new, [y for _, y, _ in arms])]
        cells = [joined(y.tolist()) + '\t' + ','.join(repr(v) if k else 'none' for v, k in zip(x.tolist(), has)) for x, y, has in arms]
        rows.append([*cells, theta, float(new[0].mean() - new[1].mean()), error[0], float(test.pvalue), 1 - (error[0] / error[1]) ** 2])
    write(HERE / 'cuped.tsv', 'numpy 1.24 lstsq, scipy 1.10 ttest_ind(equal_var=False) (make_vectors.py)',
          ['outcome_a', 'before_a', 'outcome_b', 'before_b', 'theta', 'difference', 'standard_error', 'p', 'variance_reduction'], rows)


def main():
    source = pathlib.Path(sys.argv[1])
    for family in (special_functions, proportions, welch, srm, bayes, e_processes, sequences, families, hashes): family(source)
    ridge()
    bounded_means()
    cuped()


if __name__ == '__main__': main()
