# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

# Needs no cloud and no credentials.

run "an_empty_fleet" {
  variables {
    buckets = {}
  }

  assert {
    condition     = length(output.report) == 0 && length(output.failed_keys) == 0
    error_message = "An empty fleet has an empty report."
  }
}

run "a_name_that_no_bucket_can_have" {
  command = plan

  variables {
    buckets = {
      main = { bucket_name = "audit-traces" }
      bad  = { bucket_name = "Audit_Traces" }
    }
  }

  expect_failures = [var.buckets]
}
