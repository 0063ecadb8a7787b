import asyncio

from sqlalchemy.exc import OperationalError

from midstance.web.feed import Feed


def listen(store, doing):
    """What a listener hears of what is done meanwhile."""

    async def run():
        feed = Feed(store)
        heard = []

        async def hear():
            async for changed in feed.listen():
                heard.append(changed)

        listening = asyncio.create_task(hear())
        await asyncio.sleep(0.1)
        for step in doing:
            step()
            n = len(heard)
            async with asyncio.timeout(10):
                while len(heard) == n:
                    await asyncio.sleep(0.02)
        listening.cancel()
        await feed.close()
        return heard

    return asyncio.run(run())


def test_every_change_is_told(store, bring):
    recording = bring()
    heard = listen(
        store, [lambda: store.stop(recording.id), lambda: store.remove(recording.id)]
    )
    assert [one.state for one in heard[0]] == ["stopped"]
    assert heard[1] == []


def test_nobody_looks_when_nobody_listens(store, monkeypatch):
    looks = []
    monkeypatch.setattr(store, "pulse", lambda: looks.append(1) or (0, 0.0))
    Feed(store)
    assert looks == []


def test_who_hears_nothing_is_told_that_we_are_still_here(store, monkeypatch):
    monkeypatch.setattr("midstance.web.feed._BREATHE_EVERY_S", 0.05)
    assert listen(store, [lambda: None])[0] is None


def test_a_busy_database_ends_no_look(store, bring, monkeypatch):
    recording = bring()
    pulse, answers = store.pulse, iter([None, OperationalError("", {}, Exception())])

    def now_and_then():
        if (error := next(answers, None)) is not None:
            raise error
        return pulse()

    monkeypatch.setattr(store, "pulse", now_and_then)
    heard = listen(store, [lambda: store.stop(recording.id)])
    assert [one.state for one in heard[0]] == ["stopped"]
