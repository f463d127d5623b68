"""Whether relief agrees with NUTS of the same model, and how much faster it is.

Run with numpyro and jax (requirements/bench.in): python benchmarks/relief_nuts.py [people, default 3] [seed, default 5]
One domain of each person, without flares in the model, since NUTS would need a sampler for where they lie. NUTS samples
level, relief, weekdays, carry-over, sigma and onset time; the kinds of slow part are summed over, as they are in ours.
Bounds: median difference at most 1 point of relief and 0.02 of probability; at least 1,000 times faster.
"""

import sys
from dataclasses import replace
from statistics import median
from time import process_time

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpy.typing import NDArray
from numpyro.infer import MCMC, NUTS

from zonewise.relief.estimate import estimate
from zonewise.relief.settings import ReliefSettings
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.options import RATED, PatientOptions
from zonewise.synthetic.patients import make_patients

POINTS, PROBABILITY, TIMES = 1.0, 0.02, 1000.0
WARM_UP, SAMPLES, CHAINS = 500, 1500, 2
PAIN = RATED.index("pain")
ROUNDS = 5


def main() -> int:
    """Print each person and the medians; return 1 when a bound is missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    rng = np.random.default_rng(int(sys.argv[2]) if len(sys.argv) > 2 else 5)
    jax.config.update("jax_enable_x64", True)
    options = PatientOptions(
        relief_percent=20.0, placebo=False, drop_out_share=0.0, steps_mg=(4.5,), takes_dose=1.0, flares=False
    )
    people = make_patients(count, rng, options)
    settings = replace(load_protocol().relief, flares_most=0)
    points, chances, times = [], [], []
    for person in range(count):
        ratings = people.ratings[person, :, PAIN]
        dose_mg = np.where(np.arange(options.days) < people.start, 0.0, 4.5)
        begun = process_time()
        for _ in range(ROUNDS):
            ours = estimate(ratings[:, None], dose_mg, settings=settings, domains=("pain",)).composite
        fast = (process_time() - begun) / ROUNDS
        begun = process_time()
        samples = _nuts(ratings, people.start, settings, person)
        slow = process_time() - begun
        points.append(abs(float(samples.mean()) - ours.relief.mean))
        chances.append(abs(float((samples > 10).mean()) - ours.probability["10"]))
        times.append(slow / fast)
        print(
            f"person {person}, relief: {ours.relief.mean:.1f} ({ours.relief.low:.1f} to {ours.relief.high:.1f}), "
            f"NUTS {samples.mean():.1f} ({np.quantile(samples, 0.025):.1f} to {np.quantile(samples, 0.975):.1f}); "
            f"P(over 10 %) {ours.probability['10']:.3f}, NUTS {(samples > 10).mean():.3f}; "
            f"{fast * 1e3:.0f} ms, NUTS {slow:.0f} s"
        )
    print(
        f"median difference {median(points):.2f} points (at most {POINTS:g}), {median(chances):.3f} of probability (at "
        f"most {PROBABILITY:g}); {median(times):.0f} times faster (at least {TIMES:g})"
    )
    return int(median(points) > POINTS or median(chances) > PROBABILITY or median(times) < TIMES)


def _nuts(ratings: NDArray[np.float64], start: int, settings: ReliefSettings, seed: int) -> NDArray[np.float64]:
    """Return samples of relief over the recent days, percent."""
    numpyro.set_platform("cpu")
    days = len(ratings)
    seen = np.flatnonzero(~np.isnan(ratings))
    apart, first = np.abs(seen[:, None] - seen), np.minimum(seen[:, None], seen)
    slow = []
    for spread, length in zip(settings.slow_spread, settings.slow_days, strict=True):
        size, time = float(spread) ** 2, float(length)
        slow.append(size * np.exp(-apart / time) if time else size * first)
    kinds, log_weight = jnp.array(slow), jnp.log(jnp.array([float(weight) for weight in settings.slow_weight]))
    weekday = (seen[:, None] % 7 == np.arange(7)) - 1 / 7
    since = jnp.array(np.maximum(0, seen - start + 1), dtype=float)
    recent = jnp.array(np.maximum(0, np.arange(days)[: seen[-1] + 1] - start + 1)[-settings.recent_days :], dtype=float)
    data, share = jnp.array(ratings[seen]), float(settings.carried_share[0])

    def model() -> None:
        level = numpyro.sample("level", dist.Normal(settings.level_mean, settings.level_spread))
        relief = numpyro.sample("relief", dist.Normal(0, settings.relief_spread))
        rho = settings.rho_most * numpyro.sample("rho", dist.Beta(settings.rho_shape, settings.rho_shape))
        log_sigma = numpyro.sample("log_sigma", dist.Uniform(np.log(settings.sigma_least), np.log(settings.sigma_most)))
        tau = settings.tau_median * jnp.exp(
            settings.tau_log_spread
            * numpyro.sample("tau", dist.TruncatedNormal(0, 1, low=-settings.tau_reach, high=settings.tau_reach))
        )
        days_of = settings.weekday_spread * numpyro.sample("weekday", dist.Normal(0, 1).expand([7]))
        mean = level * (1 - relief * (1 - jnp.exp(-since / tau))) + weekday @ days_of
        plain = share * rho**apart + (1 - share) * jnp.eye(seen.size)
        root = jnp.linalg.cholesky(jnp.exp(2 * log_sigma) * (plain + kinds))
        left = jax.vmap(lambda factor: jax.scipy.linalg.solve_triangular(factor, data - mean, lower=True))(root)
        likely = -0.5 * (left**2).sum(axis=1) - jnp.log(jnp.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
        numpyro.factor("diary", jax.scipy.special.logsumexp(likely + log_weight))
        numpyro.deterministic("percent", 100 * relief * (1 - jnp.exp(-recent / tau)).mean())

    sampler = MCMC(
        NUTS(model),
        num_warmup=WARM_UP,
        num_samples=SAMPLES,
        num_chains=CHAINS,
        chain_method="sequential",
        progress_bar=False,
    )
    sampler.run(jax.random.PRNGKey(seed))
    return np.asarray(sampler.get_samples()["percent"])


if __name__ == "__main__":
    sys.exit(main())
