# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

# Needs no cloud and no credentials. Terraform cannot mock ephemeral resources, so
# these runs never open one.

run "nothing_to_check" {
  variables {
    bucket_names = []
  }

  assert {
    condition     = output.summary == "No buckets were checked."
    error_message = "No bucket may mean no check."
  }
}

run "a_name_that_no_bucket_can_have" {
  command = plan

  variables {
    bucket_names = ["audit-traces", "192.168.1.1"]
  }

  expect_failures = [var.bucket_names]
}
