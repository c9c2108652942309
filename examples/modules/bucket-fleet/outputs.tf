# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

output "report" {
  description = "For each key of the fleet: bucket_name, region, ok, and message, which says why or that all is well."
  value       = local.report
}

output "failed_keys" {
  description = "The keys of the buckets that cannot receive traces, sorted."
  value       = tolist(local.failed_keys)
}

output "summaries" {
  description = "For each region the outcome in words; an empty key stands for the provider's region."
  value       = { for region, check in data.cts_bucket_check.this : region => check.summary }
}
