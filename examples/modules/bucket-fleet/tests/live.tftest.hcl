# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

# Asks the Cloud Trace Service that the environment configures. The result is the same everywhere,
# because no account has these buckets.

provider "cts" {}

run "buckets_that_nobody_has" {
  command = plan

  variables {
    buckets = {
      first  = { bucket_name = "missing-audit-traces" }
      second = { bucket_name = "missing-audit-archive" }
    }
  }

  expect_failures = [check.fleet]

  assert {
    condition     = output.failed_keys == tolist(["first", "second"])
    error_message = "Both buckets must be reported as failed."
  }

  assert {
    condition     = strcontains(output.report["second"].message, "missing-audit-archive")
    error_message = "The report must have the reason for each bucket."
  }
}
