from hypothesis import example, given
from hypothesis import strategies as st

from screening.server.seeing.exposition import Family, Sample, histogram, page
from tests.server.seeing.reports import every_family, samples

values = st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 1 << 40)


@given(st.text(), values)
@example('a\nb"c\\d', 1)
def test_prometheus_reads_what_was_written(label: str, value: float) -> None:
    """Whatever a label holds, and whatever number it is."""
    family = Family("things", "gauge", "Things.", [Sample(value, {"of": label})])

    assert samples(page([family])) == {("things", (("of", label),)): value}


@given(st.lists(st.integers(0, 99), min_size=4, max_size=4))
def test_a_histogram_adds_up(counts: list[int]) -> None:
    """Each bucket holds those below it, the last one all."""
    bounds = (0.1, 1.0, 10.0)
    family = Family("took", "histogram", "Took.", histogram(bounds, counts, 2.5, {}))
    read = samples(page([family]))

    assert read["took_bucket", (("le", "1.0"),)] == sum(counts[:2])
    assert read["took_bucket", (("le", "+Inf"),)] == sum(counts)
    assert read["took_count", ()] == sum(counts)
    assert read["took_sum", ()] == 2.5


def test_every_metric_is_ours_and_says_what_it_means() -> None:
    """Prometheus's reader takes the whole page; counters end as counters do."""
    families = every_family()

    assert samples(page(families))
    assert all(family.name.startswith("screening_") for family in families)
    assert all(family.means.endswith(".") for family in families)
    assert {family.name.endswith("_total") for family in families} == {True, False}
    for family in families:
        assert family.name.endswith("_total") == (family.kind == "counter")
