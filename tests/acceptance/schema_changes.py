# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Compares two schemas, in the shape of `terraform providers schema -json`, as SemVer does.

A change is incompatible if a configuration that the old schema accepts is refused by the new one, or if an
expression that reads a result no longer works. What is new and optional is compatible. Texts do not count.
"""

KINDS = {
    "data_source_schemas": "data source",
    "ephemeral_resource_schemas": "ephemeral resource",
    "action_schemas": "action",
}
TEXTS = {"description", "description_kind", "summary", "deprecation_message"}


def only(document: dict) -> dict:
    """The one provider in a document."""
    [schema] = document["provider_schemas"].values()
    return schema


def without_texts(value):
    if isinstance(value, dict):  # an attribute may be called "summary" too: that is no text, but a dict
        return {k: without_texts(v) for k, v in value.items() if not (k in TEXTS and isinstance(v, str))}
    return [without_texts(v) for v in value] if isinstance(value, list) else value


def incompatible(old: dict, new: dict) -> list[str]:
    """One line for each incompatible change between the schemas of a provider."""
    old, new = without_texts(old), without_texts(new)
    found = _block("provider", old["provider"]["block"], new["provider"]["block"])
    for key, kind in KINDS.items():
        for name, was in old.get(key, {}).items():
            now = new.get(key, {}).get(name)
            what = f"{kind} {name}"
            found += _block(what, was["block"], now["block"]) if now else [f"{what} is gone"]
    for name, was in old.get("functions", {}).items():
        now = new.get("functions", {}).get(name)
        found += _function(f"function {name}", was, now) if now else [f"function {name} is gone"]
    return found


def _block(where: str, old: dict, new: dict) -> list[str]:
    found = _attributes(where, old.get("attributes", {}), new.get("attributes", {}))
    was, now = old.get("block_types", {}), new.get("block_types", {})
    for name, block in was.items():
        path = f"{where}.{name}"
        if name not in now:
            found.append(f"{path} is gone")
            continue
        found += _nesting(path, block, now[name])
        found += _block(path, block["block"], now[name]["block"])
    found += [f"{where}.{name} is new and required" for name in now.keys() - was if now[name].get("min_items")]
    return found


def _attributes(where: str, old: dict, new: dict) -> list[str]:
    found = []
    for name, was in old.items():
        path = f"{where}.{name}"
        if name not in new:
            found.append(f"{path} is gone")
            continue
        now = new[name]
        if was.get("type") != now.get("type") or ("nested_type" in was) != ("nested_type" in now):
            found.append(f"{path} has another type")
        elif "nested_type" in was:
            found += _nesting(path, was["nested_type"], now["nested_type"])
            found += _attributes(path, was["nested_type"]["attributes"], now["nested_type"]["attributes"])
        found += _flags(path, was, now)
    found += [f"{where}.{name} is new and required" for name in new.keys() - old if new[name].get("required")]
    return found


def _flags(path: str, was: dict, now: dict) -> list[str]:
    def settable(attribute: dict) -> bool:
        return bool(attribute.get("required") or attribute.get("optional"))

    found = []
    if now.get("required") and not was.get("required"):
        found.append(f"{path} has become required")
    if settable(was) and not settable(now):
        found.append(f"{path} can no longer be set")
    if bool(was.get("computed")) != bool(now.get("computed")):
        found.append(f"{path} is {'now' if now.get('computed') else 'no longer'} computed")
    for flag in ("sensitive", "write_only"):  # such a value is refused where another one is not
        if now.get(flag) and not was.get(flag):
            found.append(f"{path} has become {flag}")
    return found


def _nesting(path: str, was: dict, now: dict) -> list[str]:
    found = []
    if was["nesting_mode"] != now["nesting_mode"]:
        found.append(f"{path} is nested in another way")
    if now.get("min_items", 0) > was.get("min_items", 0):
        found.append(f"{path} needs more items")
    if now.get("max_items") and not 0 < was.get("max_items", 0) <= now["max_items"]:
        found.append(f"{path} allows fewer items")
    return found


def _function(what: str, was: dict, now: dict) -> list[str]:
    found = []
    if was["return_type"] != now["return_type"]:
        found.append(f"{what} returns another type")
    ours, theirs = was.get("parameters", []), now.get("parameters", [])
    if len(ours) != len(theirs):
        found.append(f"{what} has another number of parameters")
    pairs = list(zip(ours, theirs))
    if variadic := was.get("variadic_parameter"):
        pairs.append((variadic, now.get("variadic_parameter", {})))
    for old, new in pairs:
        if old["type"] != new.get("type"):
            found.append(f"{what}: {old['name']} has another type")
        if old.get("is_nullable") and not new.get("is_nullable"):
            found.append(f"{what}: {old['name']} can no longer be null")
    return found
