# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds openapi.json against the server: its paths, roles, parameters, and
what the server really answers."""
import os
import re

from check import Client, ok, same

A = "/api/v1"
DOC = Client().get(A + "/openapi.json").json
TYPES = {"string": str, "integer": int, "number": (int, float),
         "boolean": bool, "array": list, "object": dict, "null": type(None)}
admin = Client("admin")


def follow(schema):
    """What a schema, or a reference to one, says."""
    while "$ref" in schema:
        at = DOC
        for part in schema["$ref"][2:].split("/"):
            at = at[part]
        schema = at
    return schema


def faults(value, schema, where="answer"):
    """Yields where a value is not what its schema says."""
    schema = follow(schema)
    for part in schema.get("allOf", []):
        yield from faults(value, part, where)
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(
            isinstance(value, TYPES[it]) and not (
                isinstance(value, bool) and it in ("integer", "number"))
            for it in types):
        yield f"{where}: {value!r} is no {types}"
        return
    if value is None:
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is not among {schema['enum']}"
    if schema.get("format") == "date-time" and not re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", value):
        yield f"{where}: {value!r} is no time"
    if isinstance(value, dict):
        for name in schema.get("required", []):
            if name not in value:
                yield f"{where}: {name} is missing"
        for name, part in schema.get("properties", {}).items():
            if name in value:
                yield from faults(value[name], part, f"{where}.{name}")
        if isinstance(schema.get("additionalProperties"), dict):
            for name, part in value.items():
                yield from faults(part, schema["additionalProperties"],
                                  f"{where}.{name}")
    if isinstance(value, list):
        for at, part in enumerate(value):
            yield from faults(part, schema.get("items", {}), f"{where}[{at}]")
    if isinstance(value, int) and not isinstance(value, bool):
        if not (schema.get("minimum", value) <= value
                <= schema.get("maximum", value)):
            yield f"{where}: {value} is out of its range"


def references(value):
    """Yields each reference in the document."""
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


same(DOC["openapi"], "3.1.0", "it is OpenAPI")
for it in set(references(DOC)):
    follow({"$ref": it})
ok(True, "each reference leads somewhere")
described = sorted((method.upper(), path, it["x-role"])
                   for path, its in DOC["paths"].items()
                   for method, it in its.items())
same(described, sorted(tuple(line.split()) for line in
                       os.environ["ROUTES"].splitlines()),
     "it has each path, method and role, and no other")
missing = [(path, name) for path, its in DOC["paths"].items()
           for it in its.values() for name in re.findall(r"{(\w+)}", path)
           if name not in [follow(p)["name"] for p in it["parameters"]
                           if follow(p)["in"] == "path"]]
same(missing, [], "each word of a path is described")

# Parameters: those that it has are taken, and there are no others.
VALUES = {"from": "2020-01-01", "to": "2030-01-01", "min_duration": "1",
          "max_duration": "9", "limit": "5", "format": "wav",
          "cursor": admin.get(A + "/calls?limit=1").json["next"]}
call = next(it for it in admin.get(A + "/calls").json["calls"]
            if it["recordings"])
answers = []
for path, its in DOC["paths"].items():
    if "get" not in its or path.endswith(("/live", "/mirror")):
        continue
    where = path.replace("{id}", call["id"]).replace("{n}", "1")
    query = [follow(it) for it in its["get"].get("parameters", [])
             if follow(it)["in"] == "query"]
    needed = "&".join(f"{it['name']}={VALUES[it['name']]}" for it in query
                      if it.get("required"))
    answer = admin.get(f"{where}?{needed}" if needed else where)
    answers.append((path, answer, its["get"]["responses"]))
    for it in query:
        name = it["name"]
        value = VALUES.get(name) or it["schema"].get("enum", ["x"])[0]
        if path.endswith("/export") and name in ("from", "to"):
            value = {"from": "0", "to": "1"}[name]
        status = admin.get(f"{where}?{name}={value}" + (
            f"&{needed}" if needed and not it.get("required") else "")).status
        if status != 200:
            ok(False, f"{path} takes {name}", status)
    if query:
        same(admin.get(f"{where}?{needed}&nothing=1").status, 400,
             f"{path} takes what is described, and nothing else")

# Answers.
for path, answer, responses in answers:
    content = responses["200"]["content"]
    kind = answer.headers["Content-Type"].split(";")[0]
    same(answer.status, 200, f"{path} answers")
    if "application/json" in content:
        found = list(faults(answer.json,
                            content["application/json"]["schema"]))
        same(found[:5], [], "... as it is described")
    else:
        ok(kind in content or "application/octet-stream" in content,
           "... in a form that is described", kind)
found = list(faults(Client().get(A + "/session").json,
                    DOC["components"]["schemas"]["Problem"]))
same(found, [], "a problem is as it is described")
