# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# 100,000 random schedules of the batcher against its model, and a long stress test

run_schedules() {
  build_sanitized batch_test
  CTS_SCHEDULES=100000 CTS_STRESS_ROUNDS=200 step_or_go_on "Try 100,000 schedules" \
    "$root/build/asan/tests/unit/batch/batch_test" --gtest_filter='Model.*:Stress.*' \
    --gtest_output="xml:$results/schedules.xml"
  count schedules "$results/schedules.xml"
}
