"""Drives a Firefox by Marionette, its own protocol."""

from __future__ import annotations

from typing import Any

ANSWERED = """
    const result = document.querySelector(".rc-result");
    return result?.getAttribute("aria-busy") === "false" && !document.querySelector(".rc-stale").textContent;
"""

WATCH = """
    window.asked = [];
    Services.obs.addObserver(subject => {
        const {URI, loadInfo} = subject.QueryInterface(Ci.nsIHttpChannel);
        const by = loadInfo.triggeringPrincipal;
        if (by.isContentPrincipal && /^http/.test(by.origin)) window.asked.push(URI.spec);
    }, "http-on-modify-request");
"""
"""Run in the browser's own window: notes what pages and their workers ask for."""


def inside(firefox: Any, script: str, *given: Any) -> Any:
    """What a script gives that runs in the browser itself instead of a page."""
    with firefox.using_context("chrome"):
        return firefox.execute_script(script, given)


def asked(firefox: Any) -> list[str]:
    """What pages and their workers have asked for so far."""
    addresses: list[str] = inside(firefox, "return window.asked")
    return addresses


def run(firefox: Any, script: str, *given: Any) -> Any:
    """What a script gives that may change the page's own objects too, not only look at them."""
    return firefox.execute_script(script, given, sandbox=None)


def promised(firefox: Any, script: str, *given: Any) -> Any:
    """What the promise of a script becomes."""
    awaited = f"""
        const [...given] = arguments;
        const done = given.pop();
        (async () => {{ {script} }})().then(done, error => done({{failed: String(error)}}));
    """
    return firefox.execute_async_script(awaited, given, sandbox=None)


def wait(firefox: Any, condition: str = ANSWERED, *given: Any) -> Any:
    """Until a script gives something, but no element, which may be gone again; by default, until the calculator has answered to what is in the form."""
    from marionette_driver import Wait

    return Wait(firefox, timeout=120, interval=0.05).until(lambda _: run(firefox, condition, *given))


def says(firefox: Any, selector: str, text: str) -> None:
    """Until an element of the page tells a text."""
    wait(firefox, "return document.querySelector(arguments[0])?.textContent.includes(arguments[1])", selector, text)


def one(firefox: Any, selector: str) -> Any:
    from marionette_driver import By

    return firefox.find_element(By.CSS_SELECTOR, selector)


def press(firefox: Any, selector: str, name: str) -> None:
    """Press the button of a name, as soon as it is there."""
    script = """
        const [selector, name] = arguments;
        return [...document.querySelectorAll(selector)].find(button => button.textContent.startsWith(name));
    """
    wait(firefox, f"{script.replace('return', 'return !!')}", selector, name)
    run(firefox, script, selector, name).click()


def keys(firefox: Any, *typed: str) -> None:
    """Type into what has the focus."""
    firefox.get_active_element().send_keys(*typed)
