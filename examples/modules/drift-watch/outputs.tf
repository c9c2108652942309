# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

output "failed_bucket_names" {
  description = "The buckets that can no longer receive traces. Not for an output of the root module: it would make plans non-empty."
  value       = data.cts_bucket_check.this.failed_bucket_names
}

output "summary" {
  description = "The outcome of the check in words."
  value       = data.cts_bucket_check.this.summary
}
