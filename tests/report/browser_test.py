#!/usr/bin/python3
"""Drives the page of a report in headless Chromium: browser_test.py FOLDER. Exit status 0 when all checks hold.

At 1280 and 390 pixels, light and dark: every design with figures is a point inside the axes, families switch, the filter
filters chart and table, the tooltip names the design, a click marks its row, the table sorts, the download is results.csv,
the families' table is fronts.csv and equal_error.csv, a picked design shows its curve and corners.
"""

import csv
import json
import math
import pathlib
import sys
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service


class Page:
    def __init__(self, driver, url, width, theme):
        self.driver, self.mode = driver, f"{width} px, {theme}"
        phone = width < 600
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=2 if phone else 1, mobile=phone)
        self.cdp("Emulation.setTouchEmulationEnabled", enabled=phone)
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
        driver.get("about:blank")
        driver.get(url)
        self.until("the page is ready", "return !!(window.axmul && axmul.chart.chartArea)")

    def cdp(self, command, **options):
        return self.driver.execute_cdp_cmd(command, options)

    def js(self, code, *arguments):
        return self.driver.execute_script(code, *arguments)

    def check(self, holds, what):
        if not holds:
            raise AssertionError(f"[{self.mode}] {what}")

    def until(self, what, code, *arguments, seconds=8):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.js(code, *arguments)
            if found:
                return found
            time.sleep(0.03)
        raise AssertionError(f"[{self.mode}] waited in vain until {what}")

    def press(self, selector):
        self.js("const e = document.querySelector(arguments[0]); if (!e) throw new Error('no ' + arguments[0]); e.click()", selector)

    def filter(self, text):
        self.js("const f = document.getElementById('filter'); f.value = arguments[0]; f.dispatchEvent(new Event('input', {bubbles: true}))", text)
        self.until(f"the filter {text!r} is applied", "return axmul.state.filter === arguments[0]", text)

    def points(self):
        return self.js("return axmul.visiblePoints()")

    def place(self, spec):
        self.js("axmul.chart.canvas.scrollIntoView({block: 'center'})")
        return self.js("const p = axmul.pixelOf(arguments[0]), b = axmul.chart.canvas.getBoundingClientRect(); return [p.x + b.left, p.y + b.top]", spec)

    def point_at(self, spec):
        x, y = self.place(spec)
        self.cdp("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        return x, y


def finite(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def check_points(page, records):
    """Each group's points are its records with values, all inside the axes; returns the busiest group."""
    groups = page.js("return [...document.querySelectorAll('#groups button')].map(b => b.dataset.group)")
    page.check(set(groups) == {r.get("group") or "all" for r in records}, f"the groups are {groups}")
    total, busiest = 0, (0, groups[0])
    for group in groups:
        page.press(f'#groups button[data-group="{group}"]')
        view = page.js("return {x: document.getElementById('x-metric').value, y: document.getElementById('y-metric').value, a: axmul.chart.chartArea,"
                       " places: axmul.visiblePoints().map(s => [s, axmul.pixelOf(s)])}")
        expected = sorted(r["spec"] for r in records if (r.get("group") or "all") == group and finite(r.get(view["x"])) and finite(r.get(view["y"])))
        page.check(sorted(s for s, _ in view["places"]) == expected, f"{group}: {len(view['places'])} points for {len(expected)} records with values")
        drawn = page.js("return axmul.chart.data.datasets.filter(d => d.family).reduce((n, d) => n + d.data.length, 0)")
        page.check(drawn == len(expected), f"{group}: {drawn} points drawn for {len(expected)} records")
        area = view["a"]
        for spec, p in view["places"]:
            inside = p and finite(p["x"]) and finite(p["y"]) and area["left"] <= p["x"] <= area["right"] and area["top"] <= p["y"] <= area["bottom"]
            page.check(inside, f"{group}: {spec} stands at {p}, outside of the axes {area}")
        labels = page.js("return ['x', 'y'].map(k => axmul.chart.scales[k].ticks.filter(t => t.label).length)")
        page.check(not expected or min(labels) >= 2, f"{group}: axes with {labels} labelled ticks")
        total += len(expected)
        busiest = max(busiest, (len(expected), group))
    page.check(total > 0, "no record has both an error and a cost figure")
    page.press(f'#groups button[data-group="{busiest[1]}"]')
    return busiest[1]


def check_linear(page, count):
    page.press("#x-scale")
    page.press("#y-scale")
    page.check(len(page.points()) == count, "linear axes lose points")
    page.check(page.js("return axmul.visiblePoints().every(s => { const p = axmul.pixelOf(s), a = axmul.chart.chartArea; return p.x >= a.left && p.x <= a.right && p.y >= a.top && p.y <= a.bottom })"),
               "a point is outside of the linear axes")
    page.press("#x-scale")
    page.press("#y-scale")


def check_families(page, records, group):
    before = page.points()
    family_of = {r["spec"]: r.get("family") or r["spec"].split(":")[0].split("@")[0] for r in records}
    family = family_of[before[-1]]
    button = f'#families button[data-family="{family}"]'
    pressed = lambda: page.js("return document.querySelector(arguments[0]).getAttribute('aria-pressed')", button)
    page.check(pressed() == "true", f"{family} is not pressed at first")
    page.press(button)
    page.check(sorted(page.points()) == sorted(s for s in before if family_of[s] != family), f"a click on {family} does not hide its points")
    page.check(pressed() == "false", f"{family} stays pressed")
    page.check("off=" in page.js("return location.hash"), "the address does not keep the family that is off")
    page.press(button)
    page.check(sorted(page.points()) == sorted(before) and pressed() == "true", f"a second click on {family} does not show its points")


def check_filter(page, records, group):
    members = [r for r in records if (r.get("group") or "all") == group]
    before = page.points()
    rows = lambda: page.js("return [...document.querySelectorAll('#body tr')].map(r => axmul.records[r.dataset.index].spec)")
    word = members[len(members) // 2].get("family") or members[len(members) // 2]["spec"].split(":")[0]
    page.filter(word)
    hits = [r["spec"] for r in members if word.lower() in r["spec"].lower() or word.lower() in (r.get("family") or "").lower()]
    page.check(set(rows()) <= set(hits) and len(rows()) == min(len(hits), len(rows())) > 0, f"the table does not follow the filter {word}")
    page.check(set(page.points()) == set(before) & set(hits), f"the chart does not follow the filter {word}")
    key = next((k for k in ("mred", "nmed") if any(finite(r.get(k)) and r[k] > 0 for r in members)), None)
    if key:
        values = sorted(r[key] for r in members if finite(r.get(key)))
        limit = values[len(values) // 2]
        page.filter(f"{key} < {limit!r} && !exact")
        hits = {r["spec"] for r in members if finite(r.get(key)) and r[key] < limit and "exact" not in r["spec"] and "exact" not in (r.get("family") or "")}
        page.check(set(page.points()) == set(before) & hits, f"the chart does not follow {key} < {limit}")
        page.filter(f"{key} <")
        page.check(page.js("return document.getElementById('filter').getAttribute('aria-invalid') === 'true'"), "an unfinished filter is not marked")
        page.check(len(page.points()) == len(before), "an unfinished filter hides points")
    page.filter("")
    page.check(sorted(page.points()) == sorted(before), "an empty filter does not show all points")


def check_pointer(page):
    front = page.js("return axmul.front()")
    page.check(len(front) > 0, "there is no front")
    for spec in {front[0], front[len(front) // 2], front[-1]}:
        x, y = page.point_at(spec)
        page.until(f"the tooltip shows {spec}", "const t = document.getElementById('tip'); return !t.hidden && t.textContent.includes(arguments[0])", spec)
        box = page.js("const b = document.getElementById('tip').getBoundingClientRect(); return [b.left, b.right, document.documentElement.clientWidth]")
        page.check(box[0] >= -1 and box[1] <= box[2] + 1, f"the tooltip of {spec} leaves the page: {box}")
    shown = page.js("return axmul.records.find(r => document.querySelector('#tip strong').textContent.trim() === r.spec).spec")
    for kind in ("mousePressed", "mouseReleased"):
        page.cdp("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
    page.until(f"a click marks the row of {shown}", "const r = document.querySelector('#body tr[aria-selected=\"true\"]'); return r && axmul.records[r.dataset.index].spec === arguments[0]", shown)
    page.check(page.js("const r = document.querySelector('#body tr[aria-selected=\"true\"]').getBoundingClientRect(), s = document.getElementById('scroll').getBoundingClientRect();"
                       " return r.top >= s.top - 1 && r.bottom <= s.bottom + 1"), "the marked row is out of sight in the table")


def check_touch(page):
    spec = page.js("return axmul.front()[0]")
    x, y = page.place(spec)
    page.cdp("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
    page.cdp("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
    page.until(f"a touch shows {spec}", "const t = document.getElementById('tip'); return !t.hidden && t.textContent.includes(arguments[0])", spec)


def check_sorting(page, key):
    column = "const at = [...document.querySelectorAll('#head th')].findIndex(t => t.dataset.key === arguments[0]);"
    for order in ("ascending", "descending"):
        if page.js(column + "return document.querySelectorAll('#head th')[at].getAttribute('aria-sort')", key) != order:
            page.press(f'#head th[data-key="{key}"] button')
        page.check(page.js(column + "return document.querySelectorAll('#head th')[at].getAttribute('aria-sort')", key) == order, f"{key} is not {order}")
        values = page.js("return [...document.querySelectorAll('#body tr')].map(r => axmul.records[r.dataset.index][arguments[0]])", key)
        numbers = [v for v in values if finite(v)]
        page.check(len(numbers) > 1 and numbers == sorted(numbers, reverse=order == "descending"), f"the table is not {order} by {key}")
        page.check(all(finite(v) for v in values[: len(numbers)]), f"designs without {key} do not come last")


def check_batches(page):
    all_rows = int(page.js("return axmul.records.filter(r => r.group === axmul.state.group).length"))
    page.until("scrolling draws all rows", "const s = document.getElementById('scroll'); s.scrollTop = s.scrollHeight; return document.querySelectorAll('#body tr').length === arguments[0]", all_rows, seconds=30)


def check_download(page, folder):
    with tempfile.TemporaryDirectory() as target:
        page.cdp("Page.setDownloadBehavior", behavior="allow", downloadPath=target)
        page.press("#download")
        file, end = pathlib.Path(target, "results.csv"), time.monotonic() + 10
        while not file.exists() and time.monotonic() < end:
            time.sleep(0.05)
        page.check(file.exists(), "the button downloads nothing")
        page.check(file.read_bytes() == (folder / "results.csv").read_bytes(), "the download differs from results.csv")


def read_csv(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def check_fronts(page, folder, records, group):
    """The families' table shows what the two files hold for the chosen axes."""
    axes = page.js("return [document.getElementById('x-metric').value, document.getElementById('y-metric').value]")
    of_view = lambda rows: [r for r in rows if (r["group"], r["error"], r["cost"]) == (group, *axes)]
    fronts, equal = (of_view(read_csv(folder / name)) for name in ("fronts.csv", "equal_error.csv"))
    page.check(fronts and equal, f"fronts.csv and equal_error.csv do not hold {group}, {axes}")
    shown = page.js("return [...document.querySelectorAll('#fronts-body tr')].map(r => [r.querySelector('th').textContent, r.querySelector('.volume').textContent])")
    volumes = [[r["family"], f"{float(r['hypervolume']):.4f}" if r["hypervolume"] else "–"] for r in fronts]
    page.check(shown == volumes, f"the hypervolumes are {shown} where fronts.csv has {volumes}")
    for r in fronts:
        page.check(not r["hypervolume"] or 0 <= float(r["hypervolume"]) <= 1, f"a hypervolume of {r['hypervolume']}")
        page.check(1 <= int(r["front"]) <= int(r["designs"]) and int(r["on_group_front"]) <= int(r["front"]), f"{r['family']}: {r}")
    cells = page.js("return [...document.querySelectorAll('#fronts-body tr')].flatMap(r => [...r.querySelectorAll('td button')].map(b =>"
                    " [r.querySelector('th').textContent, b.closest('td').cellIndex, axmul.records[b.dataset.index].spec, b.closest('td').classList.contains('best')]))")
    levels = list(dict.fromkeys(page.js("return axmul.comparison().levels")))
    expected = sorted([r["family"], 4 + levels.index(float(r["level"])), r["spec"], r["best"] == "true"] for r in equal)
    page.check(sorted(cells) == expected, "the designs at equal error are not those of equal_error.csv")
    page.check({c for _, c, _, _ in cells} == {c for _, c, _, best in cells if best}, "a level without a best family")
    page.press("#fronts-body td.best button")
    spec = page.js("return axmul.records[document.querySelector('#fronts-body td.best button').dataset.index].spec")
    page.until(f"a click on a level picks {spec}", "const r = document.querySelector('#body tr[aria-selected=\"true\"]'); return r && axmul.records[r.dataset.index].spec === arguments[0]", spec)
    conditions = {(r["liberty"], r.get("corner"), (r.get("activity") or {}).get("distribution")) for r in records if (r.get("group") or "all") == group and r.get("liberty")}
    warned = page.js("return !document.getElementById('mixed').hidden")
    page.check(warned == (len(conditions) > 1), f"costs of {conditions} are{'' if warned else ' not'} said to be mixed")
    choose = "const s = document.getElementById('x-metric'); s.value = arguments[0]; s.dispatchEvent(new Event('change', {bubbles: true})); return s.value"
    if page.js(choose, "mae") == "mae":
        page.check(page.js("return document.querySelectorAll('#fronts-body tr').length") == 0 and "MRED" in page.js("return document.getElementById('fronts-note').textContent"),
                   "axes that are not compared show a comparison")
    page.js(choose, axes[0])


def check_detail(page):
    hidden = lambda: page.js("return document.getElementById('detail').hidden")
    spec = page.points()[0]
    show = "const r = axmul.records.find(r => r.spec === arguments[0]); Object.assign(r, arguments[1]); axmul.detail.show(r)"
    page.js(show, spec, {"curve": None, "corners": None})
    page.check(hidden(), "a design without curve and corners shows an empty card")
    curve = [{"target_ns": None, "delay_ns": 2.5, "area": 900}, {"target_ns": 1.5, "delay_ns": 1.75, "area": 1300}, {"target_ns": 1, "delay_ns": None, "area": 1}]
    corners = [{"liberty": "<a>", "corner": "slow", "delay_ns": 3.25, "power_mw": None, "pdp_pj": 1.5}]
    page.js(show, spec, {"curve": json.dumps(curve), "corners": json.dumps(corners), "area": 900, "delay_ns": 2.5})
    page.check(not hidden() and page.js("return axmul.detail.points()") == [1, 2], f"the curve has {page.js('return axmul.detail.points()')} points")
    cells = page.js("return [...document.querySelectorAll('#corners tbody td')].map(c => c.textContent)")
    page.check(cells == ["<a>", "slow", "3.250", "–", "1.500"], f"the corners read {cells}")
    page.check(page.js("return document.documentElement.scrollWidth <= document.documentElement.clientWidth"), "the curve makes the page too wide")
    page.js(show, spec, {"curve": "not JSON", "corners": "7"})
    page.check(hidden(), "a curve that is none is shown")


def check_theme(page, theme):
    page.check(page.js("return document.documentElement.dataset.theme") == theme, "the page does not follow the system's theme")
    paper = "return getComputedStyle(document.body).backgroundColor"
    before = page.js(paper)
    page.press("#theme")
    page.check(page.js(paper) != before, "the theme button changes nothing")
    page.press("#theme")
    page.js("localStorage.removeItem('axmul-theme')")


def check_mode(driver, folder, records, width, theme):
    url = (folder / "index.html").as_uri()
    page = Page(driver, url, width, theme)
    driver.get_log("browser")
    check_theme(page, theme)
    group = check_points(page, records)
    page.check(page.js("return document.documentElement.scrollWidth") <= width, "the page is wider than the window")
    check_linear(page, len(page.points()))
    check_families(page, records, group)
    check_filter(page, records, group)
    check_pointer(page)
    if width < 600:
        check_touch(page)
    check_sorting(page, page.js("return document.getElementById('y-metric').value"))
    check_batches(page)
    check_download(page, folder)
    check_fronts(page, folder, records, group)
    check_detail(page)
    page.press("#front-only")
    page.press("#more")
    page.check(sorted(page.points()) == sorted(page.js("return axmul.front()")), "the front alone is not shown alone")
    address, points = page.js("return location.href"), sorted(page.points())
    again = Page(driver, address, width, theme)
    again.check(sorted(again.points()) == points and again.js("return axmul.state.group") == group, "the address does not bring the view back")
    outside = again.js("return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith('data:') && !n.startsWith('blob:'))")
    again.check(not outside, f"the page asked for {outside}")
    complaints = [entry["message"] for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    again.check(not complaints, f"the console says {complaints}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1]).resolve()
    records = json.loads((folder / "results.json").read_text())
    rows = read_csv(folder / "results.csv")
    if [r["spec"] for r in rows] != [r["spec"] for r in records]:
        sys.exit("results.csv and results.json do not hold the same designs")
    options = webdriver.ChromeOptions()
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    try:
        for width in (1280, 390):
            for theme in ("light", "dark"):
                check_mode(driver, folder, records, width, theme)
                print(f"{width} px, {theme}: ok")
    except AssertionError as failure:
        sys.exit(f"browser test failed {failure}")
    finally:
        driver.quit()


if __name__ == "__main__":
    main()
