"""Packs a pass: pass.json, pictures and words into one unsigned file, the same bytes every time."""

import hashlib
import json
import zipfile


def strings(words):
    """A pass.strings file: UTF-16 with its mark, as Apple's tools write it."""
    return "".join(f'"{key}" = "{value}";\n' for key, value in words.items()).encode("utf-16")


def pack(path, content, pictures, words=None):
    """Writes one pass file. `pictures`: name to bytes; `words`: language to its strings."""
    files = {"pass.json": json.dumps(content, ensure_ascii=False, indent=2).encode(), **pictures}
    for language, its in (words or {}).items():
        files[f"{language}.lproj/pass.strings"] = strings(its)
    hashes = {name: hashlib.sha1(data).hexdigest() for name, data in sorted(files.items())}
    files["manifest.json"] = json.dumps(hashes, indent=2).encode()
    bundle(path, files)


def bundle(path, files):
    """Writes a zip of files; all of one day, so that the same content is the same file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (2026, 11, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
