# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

# Shows in every plan whether existing trackers can still write to their buckets.

# Outside of the check blocks: inside, a data source makes every plan non-empty, and a scheduled
# `terraform plan -detailed-exitcode` would always exit with 2.
data "cts_bucket_check" "this" {
  buckets = var.buckets
}

# A check warns and stops nothing: the next apply, which may be the repair, works.
check "buckets_receive_traces" {
  assert {
    condition     = data.cts_bucket_check.this.all_successful
    error_message = data.cts_bucket_check.this.summary
  }
}

check "account" {
  assert {
    condition = var.expected_domain_id == null || length(var.buckets) == 0 || (
      data.cts_bucket_check.this.domain_id == var.expected_domain_id
    )
    error_message = "The credentials belong to the account ${coalesce(data.cts_bucket_check.this.domain_id, "(none)")}, not to ${coalesce(var.expected_domain_id, "any")}: the check says nothing about the trackers."
  }
}
