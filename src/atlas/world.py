"""Makes `world.bin`, the shapes of countries, out of public-domain data.

    npm pack world-atlas@2.0.2        # Natural Earth 1:50m as TopoJSON
    pip download pycountry --no-deps  # ISO 3166-1: number to letters
    python3 world.py countries-50m.json iso3166-1.json world.bin

Borders are thinned out (Douglas-Peucker) and put on a grid of 1/20 degree. What is written,
all numbers as LEB128, signed ones zigzag: the number of arcs; for each the number of its
points, then the points, each as the difference to the one before; the number of countries;
for each the two letters, the length of its name and the name, the number of rings, and for
each ring the number of arcs and the arcs, of which a negative one (-1 - n) runs backwards.
"""

import json
import math
import sys

GRID = 20
TOLERANCE = 0.13
SMALLEST = 0.04  # square degrees: islets of larger countries go

# What ISO counts as part of a country, though it has a shape of its own.
PARTS = {"Kosovo": "XK", "Somaliland": "SO", "N. Cyprus": "CY"}

# Names that the atlas cuts short.
NAMES = {
    "AG": "Antigua and Barbuda", "AX": "Åland Islands", "BA": "Bosnia and Herzegovina", "CD": "DR Congo",
    "CF": "Central African Republic", "CG": "Republic of the Congo", "CI": "Côte d’Ivoire", "CK": "Cook Islands",
    "CZ": "Czechia", "DO": "Dominican Republic", "EH": "Western Sahara", "FK": "Falkland Islands",
    "FO": "Faroe Islands", "GQ": "Equatorial Guinea", "GS": "South Georgia", "HM": "Heard and McDonald Islands",
    "IO": "British Indian Ocean Territory", "KN": "Saint Kitts and Nevis", "KY": "Cayman Islands",
    "LC": "Saint Lucia", "MH": "Marshall Islands", "MK": "North Macedonia", "MP": "Northern Mariana Islands",
    "PF": "French Polynesia", "PM": "Saint Pierre and Miquelon", "PN": "Pitcairn Islands", "SB": "Solomon Islands",
    "SS": "South Sudan", "ST": "São Tomé and Príncipe", "SZ": "Eswatini", "TC": "Turks and Caicos Islands",
    "TF": "French Southern Territories", "US": "United States", "VC": "Saint Vincent and the Grenadines",
    "VG": "British Virgin Islands", "VI": "US Virgin Islands", "WF": "Wallis and Futuna",
}

# Places too small for the atlas: degrees east and north.
SPECKS = {
    "BQ": ("Caribbean Netherlands", -68.3, 12.2), "CC": ("Cocos Islands", 96.8, -12.2),
    "CX": ("Christmas Island", 105.6, -10.5), "GF": ("French Guiana", -53.1, 4.0), "GI": ("Gibraltar", -5.35, 36.14),
    "GP": ("Guadeloupe", -61.5, 16.2), "MQ": ("Martinique", -61.0, 14.65), "RE": ("Réunion", 55.5, -21.1),
    "SJ": ("Svalbard", 16.0, 78.5), "TK": ("Tokelau", -171.8, -9.2), "TV": ("Tuvalu", 179.2, -8.5),
    "YT": ("Mayotte", 45.15, -12.8),
}


def thinned(points, tolerance):
    if len(points) < 3:
        return points
    keep = {0, len(points) - 1}
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        (x1, y1), (x2, y2) = points[first], points[last]
        length = math.hypot(x2 - x1, y2 - y1)
        far, at = 0, None
        for i in range(first + 1, last):
            x, y = points[i]
            if length == 0:
                d = math.hypot(x - x1, y - y1)
            else:
                d = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
            if d > far:
                far, at = d, i
        if at is not None and far > tolerance:
            keep.add(at)
            stack += [(first, at), (at, last)]
    return [points[i] for i in sorted(keep)]


def main(atlas, iso, out):
    world = json.load(open(atlas))
    letters = {c["numeric"]: c["alpha_2"] for c in json.load(open(iso))["3166-1"]}
    (kx, ky), (dx, dy) = world["transform"]["scale"], world["transform"]["translate"]
    arcs = []
    for arc in world["arcs"]:
        x = y = 0
        points = []
        for px, py in arc:
            x, y = x + px, y + py
            points.append((x * kx + dx, y * ky + dy))
        arcs.append(points)

    def area(ring):
        points = []
        for n in ring:
            points += arcs[n] if n >= 0 else arcs[~n][::-1]
        return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1]))) / 2

    countries = {}
    for shape in world["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = PARTS.get(name) or letters.get(shape.get("id"))
        if shape["type"] == "Polygon":
            rings = shape["arcs"]
        else:
            rings = [ring for polygon in shape["arcs"] for ring in polygon]
        sized = sorted(((area(ring), ring) for ring in rings), key=lambda pair: -pair[0])
        kept = [ring for i, (size, ring) in enumerate(sized) if i == 0 or size > SMALLEST]
        # Land that no code stands for is drawn, but cannot be named.
        country = countries.setdefault(code or "--", ["", []])
        # Of several shapes the largest has the country's name.
        if code and not any(area(ring) > sized[0][0] for ring in country[1]):
            country[0] = NAMES.get(code, name)
        country[1].extend(kept)
        country[1].sort(key=area, reverse=True)
    for code, (name, x, y) in SPECKS.items():
        arcs.append([(x, y), (x + 0.1, y), (x, y + 0.1), (x, y)])
        countries[code] = [name, [[len(arcs) - 1]]]

    used = sorted({n if n >= 0 else ~n for _, rings in countries.values() for ring in rings for n in ring})
    place = {n: i for i, n in enumerate(used)}
    data = bytearray()

    def number(value):
        while value >= 128:
            data.append(value & 127 | 128)
            value >>= 7
        data.append(value)

    def signed(value):
        number(value * 2 if value >= 0 else -value * 2 - 1)

    number(len(used))
    for n in used:
        points = [(round(x * GRID), round(y * GRID)) for x, y in thinned(arcs[n], TOLERANCE)]
        points = [p for i, p in enumerate(points) if i in (0, len(points) - 1) or p != points[i - 1]]
        number(len(points))
        x = y = 0
        for px, py in points:
            signed(px - x)
            signed(py - y)
            x, y = px, py
    number(len(countries))
    for code, (name, rings) in sorted(countries.items()):
        data.extend(code.encode())
        text = name.encode()
        number(len(text))
        data.extend(text)
        number(len(rings))
        for ring in rings:
            number(len(ring))
            for n in ring:
                signed(place[n] if n >= 0 else ~place[~n])
    open(out, "wb").write(data)
    print(len(data), "bytes,", len(countries), "countries,", len(used), "arcs")
    print(sorted(set(letters.values()) - set(countries)))


main(*sys.argv[1:])
