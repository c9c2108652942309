# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

output "bucket_names" {
  description = "The buckets, for the trackers: whatever refers to it waits for the gate."
  value       = var.bucket_names
  depends_on  = [ephemeral.cts_bucket_check.apply]
}

output "summary" {
  description = "The outcome of the check during the plan, in words."
  value       = data.cts_bucket_check.plan.summary
}
