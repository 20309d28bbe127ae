"""Health, readiness and metrics."""

import httpx
from starlette.applications import Starlette

from bot.web.metrics import Metrics
from bot.web.routes import routes
from index.answer import Answer, Question, Verdict


def client(metrics: Metrics, reason: str | None = None) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Starlette(routes=routes(metrics, lambda: reason)))
    return httpx.AsyncClient(transport=transport, base_url="http://bot")


async def test_a_bot_that_loads_its_model_is_alive_and_not_ready() -> None:
    async with client(Metrics(), "the model is being loaded") as http:
        assert (await http.get("/healthz")).status_code == 200
        loading = await http.get("/readyz")

    assert (loading.status_code, loading.text) == (503, "the model is being loaded\n")


async def test_metrics_count_searches_by_verdict_and_hold_no_text() -> None:
    metrics = Metrics()
    metrics.observe(Answer(Question("a canary"), Verdict.FOUND), 0.02)
    metrics.observe(Answer(Question("a canary"), Verdict.NOTHING), 0.3)
    metrics.observe(Answer(Question("a canary"), Verdict.NOTHING), 0.3)

    async with client(metrics) as http:
        text = (await http.get("/metrics")).text

    assert 'quoth_searches_total{verdict="found"} 1.0' in text
    assert 'quoth_searches_total{verdict="unsure"} 0.0' in text
    assert 'quoth_searches_total{verdict="nothing"} 2.0' in text
    assert 'quoth_search_seconds_bucket{le="0.025"} 1.0' in text
    assert "canary" not in text


async def test_two_bots_in_a_process_count_for_themselves() -> None:
    one, other = Metrics(), Metrics()
    one.observe(Answer(Question("x"), Verdict.FOUND), 0.02)

    assert b'quoth_searches_total{verdict="found"} 0.0' in other.text()
