#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# All checks that need no build. Usage: tests/lint/run.sh REPORT (written as JUnit's XML).
set -euo pipefail
# shellcheck source=tools/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/steps.sh"
report=${1:?usage: tests/lint/run.sh REPORT}
cd "$root"

tools="$(environment_path lint)/bin"
cases=''
broken=0

# check NAME COMMAND ...: one test; its output is printed only if it fails. A part that unittest skips counts as a
# skipped test, with the reasons that -v prints.
check() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    if [[ $output == *'OK (skipped='* ]]; then
      printf -- '- %s\n%s\n' "$name" "$(grep --only-matching "skipped '.*'" <<<"$output")"
      cases+="<testcase classname=\"lint\" name=\"$name\"><skipped message=\"see above\"/></testcase>"
    else
      cases+="<testcase classname=\"lint\" name=\"$name\"/>"
    fi
  else
    printf '✗ %s\n%s\n' "$name" "$output"
    cases+="<testcase classname=\"lint\" name=\"$name\"><failure/></testcase>"
    broken=1
  fi
}

shell_scripts() {
  local file
  source_files | while IFS= read -r -d '' file; do
    case $(head -c 40 "$file" | head -n 1 | tr -d '\0') in
      '#!'*bash* | '#!'*/sh* | '# shellcheck shell='*) printf '%s\0' "$file" ;;
    esac
  done
}
shellcheck() {
  shell_scripts | xargs -0 "$tools/shellcheck" --external-sources --source-path="$root" --severity=warning
}

# Go builds it once and keeps it.
actionlint() {
  GOFLAGS='' GOTOOLCHAIN=local GOWORK=off "$(usable_go)" run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12 \
    -shellcheck "$tools/shellcheck" -pyflakes '' "$@"
}

# check-jsonschema has the schemas of the forges' files.
forge_schemas() {
  follows_schema() { "$tools/check-jsonschema" --builtin-schema "vendor.$1" "${@:2}"; }
  follows_schema gitlab-ci examples/pipelines/gitlab-ci.yml && follows_schema dependabot .github/dependabot.yml &&
    follows_schema github-issue-config .github/ISSUE_TEMPLATE/config.yml &&
    follows_schema github-issue-forms .github/ISSUE_TEMPLATE/{first-run,idea,problem}.yml
}

every_module_is_updated() {
  diff <(source_files '*go.mod' | xargs -0 --max-args 1 dirname | sed 's|^|/|' | sort) \
    <(sed -n 's|^      - \(/tests/.*\)|\1|p' .github/dependabot.yml | sort)
}

every_core_is_recorded() {
  diff <(tests/compatibility/run --list) \
    <(sed -n 's/^    "core": "\(.*\)",/\1/p;s/^    "version": "\(.*\)",/-\1/p' \
      tests/compatibility/recorded.json | paste -d '\0' - -)
}

generated_is_current() {
  GO=$(usable_go) python3 tools/generate_docs.py --check && python3 tools/generate_faults.py --check &&
    python3 tools/generate_names.py --check
}

check "format" tools/format --all --check
check "include direction" python3 tests/lint/include_direction.py
check "include direction is caught" python3 tests/lint/include_direction_test.py
check "code for one system" python3 tests/lint/system_code.py
check "code for one system is caught" python3 tests/lint/system_code_test.py
check "SPDX heads" python3 tests/lint/house_rules.py spdx
check "source files are found" python3 tests/lint/house_rules_test.py
check "sums of reports" python3 tests/lint/count_test.py
check "file length" python3 tests/lint/house_rules.py length
check "pragma once" python3 tests/lint/house_rules.py pragma
check "white space" python3 tests/lint/house_rules.py whitespace
check "shellcheck" shellcheck
check "workflows" actionlint .github/workflows/*.yml examples/pipelines/github-actions.yml
check "other files of forges" forge_schemas
check "every Go module is updated" every_module_is_updated
check "messages are explained" python3 tests/lint/messages.py
check "listed types" python3 tests/lint/listed_types.py
check "unlisted types are caught" python3 tests/lint/listed_types_test.py
check "PowerShell" "$tools/python" tests/lint/powershell.py
check "faults of PowerShell scripts are caught" "$tools/python" tests/lint/powershell_test.py
check "wording" python3 tests/lint/wording.py
check "wording is caught" python3 tests/lint/wording_test.py
check "printed messages" python3 tests/lint/golden_messages.py
if [[ -e tests/compatibility/recorded.json ]]; then
  check "every core is recorded" every_core_is_recorded
fi
check "generated files" generated_is_current
check "security promises" python3 tests/lint/security_promises.py
check "security promises are caught" python3 tests/lint/security_promises_test.py
check "pending fixes are reported" python3 tests/supply/pending_fixes_test.py
check "pending fixes of recipes are reported" python3 tests/supply/recipes_test.py
check "unready releases are refused" python3 tests/release/releasable_test.py
check "bills of materials" python3 -B tests/release/bill_test.py
check "what to install elsewhere" python3 tests/lint/setup_test.py
check "sources of this machine's Debian" python3 tests/lint/debian_source_test.py
check "edits of sources" python3 tests/cross/edits_test.py Edits
check "edits of pinned sources" python3 tests/cross/edits_test.py -v PinnedSources
check "short writes of gRPC" python3 tests/cross/short_write_test.py
check "output of a link" python3 tests/cross/link_test.py
check "skips on Windows" python3 tests/windows/skips.py --check
check "skips on Windows are caught" python3 tests/windows/skips_test.py

printf '<testsuite name="lint">%s</testsuite>\n' "$cases" >"$report"
exit "$broken"
