"""Pictures drawn by functions: what colour is at (x, y), both from 0 to 1? Nothing but Python."""

import struct
import zlib

CLEAR = (0, 0, 0, 0)


def png(width, height, colour_at, samples=4):
    """A PNG of what colour_at(x, y) says, `samples` a side for smooth edges."""

    def pixel(px, py):
        points = [
            colour_at((px + (i + 0.5) / samples) / width, (py + (j + 0.5) / samples) / height)
            for i in range(samples)
            for j in range(samples)
        ]
        alpha = sum(point[3] for point in points)
        mean = [sum(point[n] * point[3] for point in points) // max(alpha, 1) for n in range(3)]
        return bytes(mean) + bytes([alpha // len(points)])

    rows = b"".join(
        b"\0" + b"".join(pixel(x, y) for x in range(width)) for y in range(height)
    )

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def mix(one, other, share):
    """A colour between two, share from 0 (one) to 1 (other)."""
    share = min(1, max(0, share))
    return tuple(round(a + (b - a) * share) for a, b in zip(one[:3], other[:3])) + (255,)


def in_circle(x, y, cx, cy, radius, stretch=1):
    """Whether a point is in a circle; `stretch` is the picture's width by its height."""
    return ((x - cx) * stretch) ** 2 + (y - cy) ** 2 <= radius * radius


def in_pine(x, y, cx, top, foot, half):
    """Whether a point is in a pine: three skirts, each wider than the one above."""
    if not top <= y <= foot:
        return False
    third = (foot - top) / 3
    skirt = min(2, int((y - top) / third))
    down = (y - top - skirt * third) / third
    return abs(x - cx) <= half * (skirt + 1) / 3 * (0.35 + 0.65 * down)


# Drawings, one for each subject.


def forest(x, y):
    """Rows of pines at dusk, the nearest the darkest."""
    stretch = 375 / 123
    for row, (colour, ground, size, step) in enumerate(
        [((16, 48, 40), 0.98, 0.66, 0.092), ((34, 84, 68), 0.84, 0.46, 0.067), ((74, 128, 104), 0.7, 0.3, 0.05)]
    ):
        if y >= ground:
            return colour + (255,)
        place = int(x / step)
        for near in (place - 1, place, place + 1):
            chance = (near * 7919 + row * 104729) % 97 / 97
            height = size * (0.62 + 0.38 * chance)
            centre = (near + 0.3 + 0.4 * chance) * step
            if in_pine(x, y, centre, ground - height, ground, height * 0.42 / stretch):
                return colour + (255,)
    if in_circle(x, y, 0.76, 0.42, 0.17, stretch):
        return (255, 226, 168, 255)
    return mix((236, 150, 110), (250, 214, 160), 1 - abs(y - 0.55) * 1.5)


def loaf(x, y):
    """A rye loaf, scored, on a floured table."""
    stretch = 375 / 144
    dx, dy = (x - 0.66) * stretch / 0.86, (y - 0.6) / 0.42
    inside = dx * dx + dy * dy
    if inside <= 1:
        scored = (dx * 1.05 + dy * 0.5) * 2.6
        if abs(scored - round(scored)) < 0.09 and abs(round(scored)) <= 2 and -0.72 < dy < 0.5:
            return (240, 214, 170, 255)
        return mix((176, 104, 52), (104, 54, 26), inside * 0.8 + dy * 0.3)
    if inside <= 1.35 and dy > 0:
        return mix((150, 110, 70), (226, 190, 140), (inside - 1) / 0.35)
    return mix((244, 218, 176), (222, 182, 128), y)


def summer_night(x, y):
    """A low sun over the sea, for the back of a ticket."""
    if y > 0.62:
        wave = int(y * 44) % 2
        glitter = abs(x - 0.5) < 0.05 + (y - 0.62) * 0.5
        return mix((255, 170, 96), (40, 26, 78), 0.35 + (y - 0.62) * 1.4) if wave and glitter else mix((70, 38, 104), (24, 16, 52), (y - 0.62) * 2.4)
    if in_circle(x, y, 0.5, 0.6, 0.16, 180 / 220):
        return (255, 214, 140, 255)
    return mix((38, 24, 84), (250, 132, 92), y * 1.5)


def drum(x, y):
    """A record: rings of two darknesses around a label."""
    away = ((x - 0.5) ** 2 + (y - 0.5) ** 2) ** 0.5
    if away > 0.47:
        return (255, 196, 120, 255)
    if away < 0.05:
        return (255, 196, 120, 255)
    if away < 0.18:
        return (230, 74, 98, 255)
    return (34, 20, 60, 255) if int(away * 62) % 2 else (52, 34, 84, 255)


def member(x, y):
    """A head and shoulders."""
    if in_circle(x, y, 0.5, 0.38, 0.17) or in_circle(x, y, 0.5, 0.98, 0.36):
        return (250, 244, 228, 255)
    return mix((198, 156, 62), (132, 98, 24), y)


def rails(x, y):
    """Sleepers under two rails."""
    if 0.22 <= y <= 0.34 or 0.66 <= y <= 0.78:
        return (255, 255, 255, 255)
    return (255, 255, 255, 150) if (x * 46) % 1 < 0.34 and 0.08 <= y <= 0.92 else CLEAR


# Marks of the issuers, in white, to stand on a pass's own colour.


def pine_mark(x, y):
    """A pine with its trunk."""
    trunk = abs(x - 0.5) < 0.05 and y > 0.8
    return (255, 255, 255, 255) if (trunk and y < 0.96) or in_pine(x, y, 0.5, 0.06, 0.82, 0.34) else CLEAR


def ear_mark(x, y):
    """An ear of rye."""
    stalk = abs(x - 0.5) < 0.025 and 0.1 < y < 0.95
    grains = any(
        ((x - 0.5 - side * 0.13) * 1.6 + (y - at) * side * 0.9) ** 2 * 30 + ((y - at) - (x - 0.5) * side * 0.4) ** 2 * 55 < 0.5
        for at in (0.2, 0.36, 0.52, 0.68)
        for side in (-1, 1)
    )
    return (92, 46, 20, 255) if stalk or grains else CLEAR


def wave_mark(x, y):
    """A sun half under a line."""
    if in_circle(x, y, 0.5, 0.58, 0.32) and y < 0.58:
        return (255, 236, 210, 255)
    return (255, 236, 210, 255) if 0.66 < y < 0.72 or (0.8 < y < 0.86 and 0.2 < x < 0.8) else CLEAR


def pulse_mark(x, y):
    """A heart's beat."""
    points = [(0.05, 0.55), (0.3, 0.55), (0.42, 0.2), (0.58, 0.85), (0.7, 0.55), (0.95, 0.55)]
    for (ax, ay), (bx, by) in zip(points, points[1:]):
        along = max(0, min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)))
        if (x - ax - along * (bx - ax)) ** 2 + (y - ay - along * (by - ay)) ** 2 < 0.0035:
            return (255, 255, 255, 255)
    return CLEAR


def train_mark(x, y):
    """The front of a train."""
    body = 0.22 <= x <= 0.78 and 0.1 <= y <= 0.78
    window = 0.32 <= x <= 0.68 and 0.22 <= y <= 0.46
    lamp = in_circle(x, y, 0.36, 0.63, 0.055) or in_circle(x, y, 0.64, 0.63, 0.055)
    feet = 0.84 <= y <= 0.91 and 0.16 <= x <= 0.84
    return (255, 255, 255, 255) if (body and not window and not lamp) or feet else CLEAR
